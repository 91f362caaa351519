"""Nothing of a unit's work is seen or changed by who does not answer for it, wherever they look and whatever they send.

The first part puts one secret into every text of a cell's work (tests/access/canaries.py) and crawls the program as
everybody who may not see it. The second sends forms with other people's ids in them.
"""

import re
from collections import deque
from collections.abc import Iterator
from io import BytesIO
from urllib.parse import urlencode, urljoin, urlsplit
from uuid import uuid4
from zipfile import ZipFile, is_zipfile

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from lxml import html

from reports.models import UnitReport, Urge
from reports.services.sweep import run_sweep
from tasks.models import Assignment, Notice
from tasks.services.digests import send_all_digests
from tasks.services.tallies import rebuild_tallies
from tests.access.canaries import TOKEN, models_to_name, plant, rows_of, texts_of
from tests.access.world import World, add_everybody, build_world
from tests.factories import (
    NOW,
    make_assignment,
    make_example,
    make_period,
    make_plan,
    make_report,
    make_task,
    make_unit,
    make_update,
    make_user,
)
from tests.test_access_matrix import ALL_ROWS
from units.models import Unit, User
from units.services.people import mark_of

SEARCHES = ("hoang yen", "7391", "Văn phòng Sở")
NOT_FOLLOWED = ("/dang-xuat", "/quan-tri-du-lieu/", "/static/")
# Everybody who has nothing to do with the cell today: of the cast, and of the crowd one of each relation and role.
BLIND = (
    "sibling", "elsewhere", "stranger", "anonymous",
    "deputy formerly in", "tracker formerly above", "secretary closed beside", "administrator sibling",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def world(bloc, cast) -> World:
    return build_world(bloc, cast)


@pytest.fixture
def secrets(world: World) -> World:
    """The same world with the secret in it and everybody around it."""
    add_everybody(world)
    plant(world)
    return world


def sign_in(world: World, person: str) -> Client:
    client, user = Client(), world.people[person]
    if user is not None:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


# --- Looking --------------------------------------------------------------------------------------------------------


def crawl(world: World, person: str) -> Iterator[tuple[str, str]]:
    """(address, text) of all that a person can open: each address of the program, and all that leads on from there."""
    client, seen = sign_in(world, person), set()
    waiting = deque(world.url(row.name, *row.args) for row in ALL_ROWS if row.name != "account_logout")
    while waiting:
        url = waiting.popleft()
        if url in seen or urlsplit(url).path.startswith(NOT_FOLLOWED):
            continue
        seen.add(url)
        response = client.get(url)
        yield url, text_of(response)
        is_page = response.get("Content-Type", "").startswith("text/html") and response.getvalue().strip()
        if response.status_code == 200 and is_page:
            yield f"{url} (htmx)", text_of(client.get(url, headers={"HX-Request": "true"}))
            waiting.extend(leads_of(url, response))
        elif "Location" in response:
            waiting.append(response["Location"])


def leads_of(url: str, response: HttpResponse) -> Iterator[str]:
    """Links, what htmx would fetch, and each choice of each filter; of what was chosen already, no further choices."""
    page, chosen = html.fromstring(response.content.decode()), bool(urlsplit(url).query)
    links = [urljoin(url, link).partition("#")[0] for link in page.xpath("//a/@href | //@hx-get")]
    yield from (link for link in links if link.startswith("/") and not (chosen and urlsplit(link).query))
    if chosen:
        return
    yield f"{url}?page=2"
    for form in page.forms:
        if form.method == "GET":
            address = urljoin(url, form.action or url)
            yield from (f"{address}?{urlencode(query)}" for query in choices_of(form))


def choices_of(form: html.FormElement) -> Iterator[dict[str, str]]:
    for field in form.inputs:
        if field.tag == "select":
            yield from ({field.name: value} for value in field.value_options)
        elif field.name:
            yield from ({field.name: text} for text in SEARCHES)


def text_of(response: HttpResponse) -> str:
    """All text of an answer, its headers, and what is packed in a document."""
    content = response.getvalue()
    if is_zipfile(BytesIO(content)):
        with ZipFile(BytesIO(content)) as packed:
            content = b"\n".join(packed.read(name) for name in packed.namelist())
    return f"{response.headers}\n{content.decode(errors='replace')}"


def test_every_text_of_every_model_has_a_canary():
    """A model that is new says by what its rows belong to a unit, or why to none."""
    assert models_to_name() == set()


def test_the_secret_stands_in_every_text(secrets: World):
    """Otherwise the tests below would prove nothing."""
    wanted, found = set(), set()
    for row in rows_of(secrets):
        for field in texts_of(type(row)):
            wanted.add(str(field))
            if TOKEN in str(getattr(row, field.name)).lower():
                found.add(str(field))
    assert wanted - found == set()


@pytest.mark.parametrize("person", BLIND)
def test_the_secret_is_nowhere(secrets: World, person: str):
    """Neither what the cell wrote nor that it exists."""
    assert [url for url, text in crawl(secrets, person) if TOKEN in text.lower()] == []


def test_who_is_below_reads_the_name_of_the_unit_above_and_no_more(secrets: World):
    Unit.objects.filter(pk=secrets.rows["cell"].pk).update(name="Chi bộ cấp trên", short_name="", code="CB011")

    assert [url for url, text in crawl(secrets, "secretary below") if TOKEN in text.lower()] == []


@pytest.mark.parametrize("person", ["own", "inspector"])
def test_the_crawl_finds_it_where_it_may_be_seen(secrets: World, person: str):
    """Otherwise the test above would prove nothing."""
    found = {urlsplit(url).path for url, text in crawl(secrets, person) if TOKEN in text.lower()}
    expected = {
        secrets.url(name, row)
        for name, row in (
            ("tasks:assignment_detail", "assignment"),
            ("tasks:evidence", "evidence"),
            ("reports:report_detail", "sent"),
            ("reports:report_detail", "accepted"),
            ("reports:example_detail", "proposed"),
            ("reports:example_detail", "declined"),
            ("reports:example_file", "photo"),
            ("units:unit_detail", "cell"),
            ("reports:unit_status", "cell"),
        )
    }
    assert expected - found == set()


def test_no_mail_tells_it(secrets: World, mailoutbox):
    """Everybody is owed something, and only who may know of the cell reads of it."""
    run_sweep(clock=lambda: NOW)
    send_all_digests(clock=lambda: NOW)

    told = {address for mail in mailoutbox if TOKEN in mail.message().as_string().lower() for address in mail.to}
    blind = {secrets.people[person].email for person in BLIND if secrets.people[person]}
    assert mailoutbox
    assert told & blind == set()


def test_what_the_cell_does_changes_no_number_elsewhere(secrets: World):
    """Counts, orders and pages of who may not see the cell are the same, however much goes on there."""
    before = {url: plain(text) for url, text in crawl(secrets, "sibling")}

    _much_goes_on(secrets)

    after = {url: plain(text) for url, text in crawl(secrets, "sibling")}
    assert [url for url in before | after if before.get(url) != after.get(url)] == []


def plain(text: str) -> str:
    """Without what is new in each answer: tokens, keys of forms and drafts."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9A-Za-z]{32,}|Content-Length[^,]*", "", text)


def _much_goes_on(world: World) -> None:
    """The cell works, is late, reports, is urged, names examples, and gets people and a unit below it."""
    cell, plan, own = world.rows["cell"], world.rows["plan"], world.people["own"]
    for assignment in cell.assignments.all():
        make_update(assignment, own)
    cell.assignments.update(state="in_progress", percent=70, declared_on=None, confirmed_at=None, confirmed_by=None)
    rebuild_tallies([plan.pk])
    cell.reports.update(state="sent", first_sent_at=NOW, sent_at=NOW, sent_by=own, revision=1, on_time=False)
    Urge.objects.create(plan=plan, unit=cell, message="Khẩn", key=uuid4(), at=NOW, by=world.people["tracker"])
    make_example(plan, cell)
    make_user("themcb", cell, "deputy")
    make_unit("TO02", "cell", cell)


# --- Sending --------------------------------------------------------------------------------------------------------


@pytest.fixture
def foreign(world: World, bloc) -> dict[str, object]:
    """Rows outside the committee: of a base cell, under the same plan and under another."""
    plan = world.rows["plan"]
    other = make_plan(bloc.root, bloc.board, number="15")
    period = make_period(plan, kind="year")
    return {
        "unit": bloc.base_cell,
        "assignment": make_assignment(world.rows["task"], bloc.base_cell),
        "report": make_report(period, bloc.base_cell, "sent"),
        "plan": other,
        "task": make_task(other),
        "other assignment": make_assignment(other.tasks.get(), bloc.cell),
        "period": make_period(other),
    }


def values_of(*rows) -> list[dict]:
    return [type(row)._default_manager.filter(pk=row.pk).values().get() for row in rows]


def test_a_report_takes_no_lines_of_another(world: World):
    line = world.rows["draft"].lines.get()
    report = world.rows["above_draft"]
    before = values_of(line, world.rows["draft"])

    form = {
        "version": report.version,
        f"line-{line.pk}-result": "Bị sửa",
        "leadership": "Của mình",
        "state": "accepted",
    }
    sign_in(world, "above").post(world.url("reports:report_edit", "above_draft"), form)

    report.refresh_from_db()
    assert (report.leadership, report.state) == ("Của mình", "draft")
    assert values_of(line, world.rows["draft"]) == before


def test_progress_goes_to_the_assignment_of_the_address(world: World, foreign):
    before = values_of(foreign["assignment"])
    own = world.rows["assignment"]
    form = {"version": own.version, "key": uuid4(), "on": "2026-11-18", "result": "Xong", "percent": 100}
    form |= {"assignment": foreign["assignment"].pk, "unit": foreign["unit"].pk}

    client = sign_in(world, "own")
    client.post(world.url("tasks:update_create", "assignment"), form | {"state": "done"})
    assert own.updates.count() == 1  # a unit cannot confirm itself
    client.post(world.url("tasks:update_create", "assignment"), form | {"state": "awaiting"})

    own.refresh_from_db()
    assert (own.state, own.updates.count()) == ("awaiting", 2)
    assert values_of(foreign["assignment"]) == before


def test_a_tracker_of_a_branch_accepts_nothing_outside_it(world: World, bloc, foreign):
    make_user("theodoidb", bloc.committee, "tracker")
    world.people["branch tracker"] = User.objects.get(username="theodoidb")
    mine = world.rows["sent"]

    client = sign_in(world, "branch tracker")
    for report in (foreign["report"], mine):
        client.post(world.url("reports:accept_many"), {"report": f"{report.pk}-1"})

    assert set(UnitReport.objects.filter(pk__in=[foreign["report"].pk, mine.pk]).values_list("state", flat=True)) == {
        "sent"
    }


def test_the_editor_changes_assignments_of_its_plan_only(world: World, foreign):
    other = foreign["other assignment"]
    before = values_of(other)
    form = {"row": f"{other.pk}:{other.version}", "period_kind": "month", "reason": "x"}

    for act in ("change", "end"):
        sign_in(world, "administrator").post(world.url("tasks:assignments_change", "plan"), form | {"act": act})

    assert values_of(other) == before


def test_a_new_line_hangs_under_its_own_plan(world: World, foreign):
    count = foreign["plan"].tasks.count()
    form = {"text": "Lạc", "version": world.rows["plan"].version}
    form |= {"section": foreign["plan"].sections.get().pk, "parent": foreign["task"].pk, "plan": foreign["plan"].pk}

    response = sign_in(world, "administrator").post(world.url("tasks:task_create", "plan"), form)

    assert (response.status_code, foreign["plan"].tasks.count()) == (422, count)


def test_work_is_given_inside_the_issuer_only(world: World, bloc, foreign):
    """A plan of the committee, set up by its own administrator."""
    task = make_task(make_plan(bloc.committee, number="16"))
    world.rows["own task"] = task
    terms = {"role": "implement", "period_kind": "quarter"}

    client, address = sign_in(world, "area"), world.url("tasks:assignment_add", "own task")
    client.post(address, terms | {"unit": foreign["unit"].pk})
    client.post(address, terms | {"act": "collective", "place": "DUK", "kinds": ["base_cell"]})

    assert not Assignment.objects.filter(task=task).exists()


@pytest.mark.parametrize("name", ["unit", "period", "assignment"])
def test_an_urge_cannot_reach_what_is_not_in_scope(world: World, bloc, foreign, name: str):
    """A tracker of the committee's own plan names rows outside it."""
    world.people["branch tracker"] = make_user("theodoidb", bloc.committee, "tracker")
    plan = make_plan(bloc.committee, number="17")
    make_assignment(make_task(plan), bloc.cell)
    notices = Notice.objects.count()
    form = {"plan": plan.pk, "unit": bloc.cell.pk, "step": "send", "message": "Nhanh", "key": uuid4()}

    response = sign_in(world, "branch tracker").post(world.url("reports:urge"), form | {name: foreign[name].pk})

    assert response.status_code in (404, 422)
    assert Notice.objects.count() == notices


def test_a_direction_names_the_plan_it_is_about(world: World, foreign):
    form = {"key": uuid4(), "plan": world.rows["plan"].pk, "task": foreign["task"].pk, "text": "Chỉ đạo"}

    response = sign_in(world, "standing").post(world.url("reports:direction_create"), form)

    assert (response.status_code, foreign["task"].directions.count()) == (422, 0)


def test_an_administrator_of_a_branch_gives_no_role_outside_it(world: World, bloc):
    client, form = sign_in(world, "area"), {"role": "administrator", "from_on": "2026-11-18"}
    for code in ("DUK", "CB02", "BTG"):
        client.post(world.url("units:role_grant", "own"), form | {"unit": code})

    assert world.rows["own"].memberships.count() == 1


def test_a_form_writes_its_own_fields_only(world: World, bloc):
    """What no form offers is not taken from the request."""
    client, own = sign_in(world, "administrator"), User.objects.get(pk=world.rows["own"].pk)
    sent = {
        "units:user_edit own": {"username": "bithucb", "full_name": "Tên Mới", "seen": mark_of(own)}
        | {"is_superuser": "on", "is_staff": "on"},
        "units:unit_edit cell": {"name": "Tên Mới", "code": "CB011", "kind": "cell", "opened_on": "2020-01-01"}
        | {
            "version": 0,
            "position": 0,
            "path": "9",
            "parent": bloc.root.pk,
            "branch": bloc.root.pk,
            "closed_on": "2026-01-01",
        },
    }
    for address, form in sent.items():
        assert client.post(world.url(*address.split()), form).status_code == 302, address

    person, unit = User.objects.get(pk=world.rows["own"].pk), Unit.objects.get(pk=bloc.cell.pk)
    assert (person.full_name, person.is_superuser, person.is_staff) == ("Tên Mới", False, False)
    assert (unit.name, unit.path, unit.parent, unit.closed_on) == ("Tên Mới", bloc.cell.path, bloc.committee, None)


def test_reading_all_notices_reads_ones_own(world: World):
    sign_in(world, "sibling").post(world.url("tasks:notice_read_all"))

    assert Notice.objects.get(pk=world.rows["notice"].pk).read_at is None
