"""The browser: the one the machine has, in Vietnamese, signed in as somebody, on a phone or a desk."""

import os
import threading
import time
from collections.abc import Callable, Iterator

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.test import Client
from playwright.sync_api import ConsoleMessage, Page, Response, expect

from bin.machine import find_browser
from tests.factories import NOW
from units.models import User

# Playwright runs an event loop in this thread, and Django would refuse the ORM beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

QUIET = ("disable-gpu", "disable-quic", "no-first-run", "disable-background-networking", "disable-component-update")
PATIENCE = 200  # times a twentieth of a second
expect.set_options(timeout=15_000)  # milliseconds; a phone that lost its line asks again after five seconds
SIZES = {"phone": {"width": 360, "height": 640}, "desk": {"width": 1280, "height": 800}}
# How the browser and htmx tell of an answer of 4xx, or of none at all when the line is cut.
REFUSALS = ("Failed to load resource", "Response Status Error Code 4", "htmx:afterRequest", "htmx:sendError")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    arguments = ["--no-sandbox", "--disable-sync", *(f"--{name}" for name in QUIET)]
    found = find_browser()
    return {**browser_type_launch_args, "args": arguments, **({"executable_path": found} if found else {})}


@pytest.fixture(params=SIZES)
def browser_context_args(browser_context_args: dict, request: pytest.FixtureRequest) -> dict:
    """Every browser test runs twice: on a phone and on a desk."""
    place = {"locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}
    return {**browser_context_args, **place, "viewport": SIZES[request.param], "reduced_motion": "reduce"}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    """The day of the factories; the clock goes on, because browser and server wait for each other."""
    with time_machine.travel(NOW, tick=True):
        yield


class Requests:
    """How many requests the server is answering."""

    def __init__(self) -> None:
        self.count, self.lock = 0, threading.Lock()

    def begin(self, **_: object) -> None:
        with self.lock:
            self.count += 1

    def end(self, **_: object) -> None:
        with self.lock:
            self.count -= 1

    def wait_for_the_last(self) -> None:
        """Until none is being answered and none has followed; a server that hangs is not waited for."""
        for _ in range(PATIENCE):
            time.sleep(0.05)
            if self.count <= 0:
                return


@pytest.fixture(autouse=True)
def answered(_live_server_helper: None) -> Iterator[Requests]:
    """The database is emptied only when the server has answered what closed pages asked of it in the background.

    It stands before the page, which is therefore closed first.
    """
    requests = Requests()
    request_started.connect(requests.begin)
    request_finished.connect(requests.end)
    yield requests
    requests.wait_for_the_last()
    request_started.disconnect(requests.begin)
    request_finished.disconnect(requests.end)


@pytest.fixture(autouse=True)
def _no_complaints(answered: Requests, page: Page) -> Iterator[None]:
    """The browser complains of nothing: no error of a script, no breach of the security policy, no missing file.

    A page that answers 4xx is not missing: the tests look at it.
    """
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(REFUSALS):
            complaints.append(message.text)

    def see(response: Response) -> None:
        if response.status >= 400 and response.request.resource_type not in ("document", "xhr", "fetch"):
            complaints.append(f"{response.status} {response.url}")

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("response", see)
    page.set_default_timeout(10_000)
    yield
    assert complaints == []


@pytest.fixture
def open_as(page: Page, live_server) -> Callable[..., Page]:
    """Opens an address as a person, without the detour over the log-in page; in another tab when one is given."""

    def visit(user: User, path: str, page: Page = page) -> Page:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        page.goto(f"{live_server.url}{path}")
        return page

    return visit


BODY_END = "document.body.getBoundingClientRect().bottom + scrollY"
BLANK_BELOW = f"document.documentElement.scrollHeight - Math.max(innerHeight, {BODY_END})"  # pixels


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    """No rule of axe is broken, nothing is wider than the window, and the page ends where its body does."""

    def look(page: Page) -> None:
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert page.evaluate(BLANK_BELOW) <= 1

    return look
