"""What pages weigh and how long they take on a weak line: python -m bench.page_weight

Serves the demo as production does, from a scratch folder, and opens the pages of each log-in in Chromium on a line of
400 kbit/s with 400 ms, as Chromium itself simulates it: the log-in page and the first page with nothing kept, then
every page of the menu and one of each kind below. Prints a table and writes JSON to bench/results/. The last lines say
what the server sent altogether where the service worker runs, by its own log: the shell that it keeps too.
"""

import json
import os
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bin.machine import find_browser

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).resolve().parent / "results"
LINE = {"offline": False, "latency": 400, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}
PHONE = {"width": 360, "height": 640}
PASSWORD = "kehoach-minh-hoa"  # noqa: S105  of the demo
PEOPLE = ("bithu", "tuyengiao", "thuongvu", "quantri", "kiemtra")
# One page of each kind that no menu leads to, found on the pages before it.
BELOW = (
    r"/phan-cong/\d+/",
    r"/phan-cong/\d+/cap-nhat/",
    r"/bao-cao/\d+/",
    r"/bao-cao/\d+/lap/",
    r"/viec-cua-don-vi/\d+/cap-nhat/",
    r"/xem-xet/\d+/",
    r"/ke-hoach/\d+/",
    r"/ke-hoach/\d+/phan-cong/",
    r"/nhiem-vu/\d+/",
    r"/don-vi/\d+/",
)
# When the page can be read and its scripts have run.
USABLE = """() => {
    const [page] = performance.getEntriesByType("navigation");
    const painted = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0;
    return Math.max(painted, page.domContentLoadedEventEnd);
}"""

Row = dict[str, Any]


def main() -> None:
    with (
        tempfile.TemporaryDirectory(prefix="kehoach-weight-") as scratch,
        served(Path(scratch)) as (url, log),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox", "--disable-gpu"])
        print(f"{'who':10} {'page':34} {'KB':>6} {'requests':>8} {'usable, s':>9}")
        rows = [row for person in PEOPLE for row in pages_of(browser, url, person)]
        worker = [first_visit(browser, url, log, person) for person in PEOPLE]
        browser.close()
    for row in worker:
        print(f"{row['who']:10} first visit, with the service worker: {row['bytes'] / 1024:.0f} KB")
    RESULTS.mkdir(exist_ok=True)
    at = datetime.now(UTC)
    file = RESULTS / f"page-weight-{at:%Y%m%d-%H%M%S}.json"
    known = {"at": at.isoformat(timespec="seconds"), "line": LINE, "load": os.getloadavg()[0]}
    file.write_text(json.dumps(known | {"pages": rows, "worker": worker}, indent=2, ensure_ascii=False))
    print(f"\n{file.relative_to(ROOT)}")


@contextmanager
def served(scratch: Path) -> Iterator[tuple[str, Path]]:
    """A production server on the demo. Gives: its address, and its log with the bytes of each answer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    here = os.environ | {"ENV_FILE": os.devnull, "VAR_DIR": str(scratch), "STATIC_ROOT": str(scratch / "static")}
    env = here | {
        "DJANGO_SETTINGS_MODULE": "bench.weight_settings",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": "localhost,kehoach.example.vn",
        "SITE_URL": f"https://localhost:{port}",
        "SECURE_SSL_REDIRECT": "false",
        "EMAIL_URL": "dummymail://",
        "LOG_LEVEL": "ERROR",
    }
    for command, around in (("migrate -v0", here), ("load_demo", here), ("collectstatic --no-input -v0", env)):
        words = [sys.executable, "manage.py", *command.split()]
        subprocess.run(words, cwd=ROOT, env=around, check=True, stdout=subprocess.DEVNULL)
    log = scratch / "access.log"
    command = [sys.executable, "-m", "gunicorn", "kehoach.wsgi", "-b", f"127.0.0.1:{port}", "--threads", "4"]
    command += [
        "--no-control-socket",
        "--access-logfile",
        str(log),
        "--access-logformat",
        "%({content-length}o)s %(U)s",
    ]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.DEVNULL)
    try:
        while socket.socket().connect_ex(("127.0.0.1", port)):
            time.sleep(0.2)
        url = f"http://localhost:{port}"
        urlopen(f"{url}/dang-nhap").close()  # noqa: S310  the first answer of a process reads its templates
        yield url, log
    finally:
        process.terminate()
        process.wait()


def pages_of(browser: Browser, url: str, person: str) -> Iterator[Row]:
    """The first load, then page after page with what the browser kept. No service worker: its line is not slowed."""
    context = browser.new_context(viewport=PHONE, locale="vi-VN", service_workers="block")
    page = context.new_page()
    scale = Scale(context, page)
    yield scale.weigh(person, "log-in page, nothing kept", lambda: page.goto(f"{url}/dang-nhap"))
    yield scale.weigh(person, "first page after it", lambda: log_in(page, person))
    menu = page.evaluate("[...document.querySelectorAll('.kh-side a')].map((link) => link.pathname)")
    links = list(dict.fromkeys(menu))
    for address in links:
        yield scale.weigh(person, address, lambda address=address: page.goto(f"{url}{address}"))
        found = page.evaluate("[...document.links].map((link) => link.pathname)")
        links += first_of_each_kind(found, links)
    context.close()


def first_of_each_kind(found: list[str], known: list[str]) -> list[str]:
    fresh = []
    for kind in BELOW:
        if not any(re.fullmatch(kind, address) for address in known):
            fresh += [address for address in found if re.fullmatch(kind, address)][:1]
    return fresh


def first_visit(browser: Browser, url: str, log: Path, person: str) -> Row:
    """All that the server sends until the phone could do without it."""
    before = log.stat().st_size
    context = browser.new_context(viewport=PHONE, locale="vi-VN")
    page = context.new_page()
    page.goto(f"{url}/dang-nhap")
    log_in(page, person)
    page.locator("body[data-offline-ready]").wait_for(state="attached")
    context.close()
    sent = [line.split() for line in log.read_text()[before:].splitlines()]
    return {"who": person, "bytes": sum(int(size) for size, _ in sent if size.isdigit()), "requests": len(sent)}


def log_in(page: Page, person: str) -> None:
    page.locator("input[name=login]").fill(person)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").first.click()
    page.locator(".kh-side").wait_for(state="attached")


class Scale:
    """Counts what one page receives, on the weak line."""

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self.page, self.bytes, self.requests = page, 0, 0
        devtools = context.new_cdp_session(page)
        devtools.send("Network.enable")
        devtools.send("Network.emulateNetworkConditions", LINE)
        devtools.on("Network.loadingFinished", self._count)

    def _count(self, event: Row) -> None:
        self.bytes += int(event["encodedDataLength"])
        self.requests += event["encodedDataLength"] > 0

    def weigh(self, person: str, name: str, open_it: Any) -> Row:
        self.bytes = self.requests = 0
        open_it()
        self.page.wait_for_load_state("networkidle")
        row = {"who": person, "page": re.sub(r"\d+", "…", name), "bytes": self.bytes, "requests": self.requests}
        row["usable"] = round(self.page.evaluate(USABLE) / 1000, 2)
        print(f"{person:10} {row['page']:34} {row['bytes'] / 1024:6.0f} {row['requests']:8} {row['usable']:9.1f}")
        return row


if __name__ == "__main__":
    main()
