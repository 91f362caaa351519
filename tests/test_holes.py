"""Holes that other systems had, where no single page is to blame. docs/security.md names the test of each hole."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import time_machine
from django.urls import reverse

from kehoach.lib.logs import OneLine
from tests.access.asking import Asker
from tests.access.canaries import plant
from tests.access.world import World, build_world
from tests.factories import NOW, PASSWORD
from tests.guards import guards
from tests.test_access_matrix import ALL_ROWS
from tests.test_leaks import crawl, sign_in

ROOT = Path(__file__).resolve().parent.parent
MARKUP = '<qzx7391 onload=alert(1)>"\'{{7391*3}}{% now "Y" %} ấ'
KEPT_BY_ALL = {"healthz", "readyz", "service_worker", "offline"}  # the same for everybody
REQUIREMENTS = 210  # of levels 1 and 2 in OWASP ASVS 5.0, without tokens, OAuth and WebRTC
OURS = ("kehoach", "units", "tasks", "reports")
# What may open a connection: the scanner and the provider of single sign-on, both at an address of the settings; serve
# looks whether its own port is free.
CONNECTS = {"kehoach/lib/clamd.py", "kehoach/lib/openid.py", "kehoach/management/commands/serve.py"}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def world(bloc, cast) -> World:
    return build_world(bloc, cast)


def sources() -> Iterator[tuple[str, str]]:
    for name in OURS:
        for path in sorted((ROOT / name).rglob("*.py")):
            yield str(path.relative_to(ROOT)), path.read_text()


# --- What people type is text, everywhere ---------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["own", "administrator"])
def test_markup_in_any_text_stays_text(world: World, person: str):
    """Every text of every row about a cell is markup and a template; no page carries the tag, none works it out."""
    plant(world, MARKUP)

    pages = [(url, text.partition("\n")[2]) for url, text in crawl(world, person)]  # without the headers

    assert [url for url, text in pages if "<qzx7391" in text or "22173" in text] == []
    assert [url for url, text in pages if "&lt;qzx7391" in text]


# --- Forms ----------------------------------------------------------------------------------------------------------


def test_no_form_is_taken_without_its_token(world: World):
    """Of all addresses that take a form, as the administrator, whose forms would reach furthest."""
    asker, taken = Asker(world, ALL_ROWS, tokens_asked=True), []
    for row in ALL_ROWS:
        if row.method == "POST" and row.is_open_to(world, "administrator"):
            response, written = asker.ask(row, "administrator")
            if response.status_code != 403 or written:
                taken.append(f"{row}: {response.status_code} {written}")
    assert taken == []


@pytest.mark.parametrize(
    "elsewhere", ["https://noi-khac.vn/", "//noi-khac.vn/", "/\\noi-khac.vn", "javascript:alert(1)"]
)
def test_log_in_leads_to_no_other_site(cast, client, elsewhere: str):
    form = {"login": cast.secretary.username, "password": PASSWORD, "next": elsewhere}
    response = client.post(f"{reverse('account_login')}?next={elsewhere}", form)

    assert response.status_code == 302
    assert response["Location"] == reverse("tasks:my_work")


# --- Answers --------------------------------------------------------------------------------------------------------


def test_every_page_carries_its_guards(world: World):
    """No script of elsewhere, no frame, no guessing of types, no address given away; of people signed in, no copy."""
    client, wrong = sign_in(world, "administrator"), []
    for row in ALL_ROWS:
        if row.method == "GET" and row.answer == 200 and row.is_open_to(world, "administrator"):
            response = client.get(world.url(row.name, *row.args))
            if response.streaming:
                b"".join(response.streaming_content)
            policy = response["Content-Security-Policy"]
            kind = response["Content-Type"].lower()
            rules = {rule.strip() for rule in policy.split(";")}
            guards = {
                "no script": "default-src 'self'" in policy or "default-src 'none'" in policy,
                "no script of its own": "unsafe" not in policy,
                "no frame": "sandbox" in policy or "frame-ancestors 'none'" in policy,
                "no frame in an old browser": response.headers.get("X-Frame-Options") == "DENY",
                "no object": "default-src 'none'" in policy or {"object-src 'none'", "base-uri 'none'"} <= rules,
                "no guessing of letters": "text/" not in kind or "charset=utf-8" in kind,
                "no guessing": response.headers.get("X-Content-Type-Options") == "nosniff",
                "no address": response.headers.get("Referrer-Policy") == "same-origin",
                "no copy": row.name in KEPT_BY_ALL or "private" in response.headers.get("Cache-Control", ""),
            }
            wrong += [f"{row}: {guard}" for guard, stands in guards.items() if not stands]
    assert wrong == []


def test_a_line_of_the_log_is_one_line(db, client, caplog):
    """By the formatter that the installation writes its log with; what follows a line is indented."""
    forged = "x\r\n2026-11-18 INFO gia mao\u2028\x1b[2K"
    log = logging.getLogger("kehoach.sign_on")
    client.get(f"/khong-co{quote(forged)}")
    log.warning("Single sign-on does not end well: %s", forged)
    try:
        raise ValueError(forged)
    except ValueError:
        log.exception("A digest could not be sent.")

    [handler] = [one for one in logging.getLogger().handlers if isinstance(one.formatter, OneLine)]
    written = [handler.format(record).split("\n") for record in caplog.records if record.levelno >= logging.WARNING]
    assert [len(lines) == 1 for lines in written] == [True, True, False]
    assert [line for lines in written for line in lines[1:] if not line.startswith(" ")] == []
    assert not re.search(r"[\r\u2028\x1b]", "".join(written[0] + written[1]))


# --- What the code never does ---------------------------------------------------------------------------------------


def test_no_query_is_made_of_names_from_outside():
    """`filter(**request.GET)` lets a stranger choose fields and connectors (Django CVE-2025-64459)."""
    asked = re.compile(
        r"(filter|exclude|get|Q|annotate|order_by|update|create)\(\s*\*\*?[^)]*(GET|POST|cleaned_data)\b"
    )
    assert [name for name, text in sources() if asked.search(text)] == []


def test_nothing_connects_to_an_address_that_somebody_typed():
    """No preview, webhook or converter fetches; a module that opens connections is known."""
    connects = re.compile(
        r"^\s*(?:import|from) (?:requests|httpx|aiohttp|urllib3|urllib\.request|http\.client|ftplib|smtplib|socket)\b"
        r"|^\s*from (?:urllib|http) import .*\b(?:request|client)\b|\bopen_connection\(",
        re.M,
    )
    assert {name for name, text in sources() if connects.search(text)} == CONNECTS


def test_xml_of_others_is_read_by_the_safe_reader_only():
    """lxml and the standard library would follow entities; kehoach.lib.office_files reads through defusedxml."""
    reads = r"^\s*(?:import (?:lxml|xml)|from (?:lxml|xml\.dom|xml\.sax import)|from xml\.etree.* import .*\b[a-z])"
    unsafe = re.compile(reads, re.M)
    assert [name for name, text in sources() if unsafe.search(text)] == []


def test_nothing_typed_is_run():
    """No eval, no template from data, no pickle, no shell."""
    runs = re.compile(
        r"\b(?:eval|exec)\(|Template\(|mark_safe\(|pickle|yaml\.load|shell=True|os\.system|\.extra\(|RawSQL"
    )
    assert [name for name, text in sources() if runs.search(text)] == []


# --- The tables ------------------------------------------------------------------------------------------------------


def test_every_test_that_the_tables_name_exists():
    for page in ("docs/security.md", "docs/asvs.md"):
        named = named_tests_in(page)
        assert named
        assert [test for test in sorted(named) if not stands(test)] == []


def test_every_requirement_has_a_test_or_a_decision():
    """Each line of docs/asvs.md, in the standard's own order."""
    rows = re.findall(r"^\| (\d+)\.(\d+)\.(\d+) \|[^|]+\| (.+) \|$", (ROOT / "docs/asvs.md").read_text(), re.M)
    numbers = [tuple(map(int, row[:3])) for row in rows]

    assert len(numbers) == REQUIREMENTS
    assert numbers == sorted(set(numbers))
    assert [row for row in rows if not re.match(r"`tests/|Decision: |Not here: |Open: ", row[3])] == []


def test_every_guard_stands_once_and_every_test_of_a_hole_was_seen_to_fail_without_one():
    """`python -m tests.guards` takes them out; here only that its table still fits."""
    table = list(guards())
    seen = {test.partition("[")[0] for guard in table for test in guard.tests}

    assert [str(guard) for guard in table if not all(edit.is_in(ROOT) for edit in guard.edits)] == []
    assert sorted(named_tests_in("docs/security.md") - seen) == []
    assert [test for test in sorted(seen) if not stands(test)] == []


def named_tests_in(page: str) -> set[str]:
    return set(re.findall(r"`(tests/[\w/]+\.py::[\w:]+)`", (ROOT / page).read_text()))


def stands(test: str) -> bool:
    path, *_, name = test.split("::")
    return f"def {name}(" in (ROOT / path).read_text()
