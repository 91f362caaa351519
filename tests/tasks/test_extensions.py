"""Xin gia hạn: what a unit may ask, what a tracker may answer, and what only an acceptance moves (rule 7)."""

import uuid
from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from kehoach.lib.conflicts import Conflict
from tasks.models import Assignment, Extension, Notice
from tasks.services.extensions import accept_extension, ask_extension, refuse_extension, withdraw_extension
from tasks.services.tallies import wrong_tallies
from tests.factories import NOW, TODAY, make_assignment, make_plan, make_task, make_user
from units.models import Change

DUE, WANTED = date(2026, 11, 10), date(2026, 12, 1)
LIST = reverse("tasks:extension_list")


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def dated(plan, bloc) -> Assignment:
    """Work of base_cell that is eight days late."""
    return make_assignment(plan.tasks.get(), bloc.base_cell, due_on=DUE, state="in_progress", percent=30)


@pytest.fixture
def second_tracker(bloc):
    return make_user("tuyengiao2", bloc.board, "tracker")


def ask(assignment, by, wanted_due_on=WANTED, key=None, reason="Chờ kinh phí."):
    return ask_extension(
        assignment=assignment, key=key or uuid.uuid4(), wanted_due_on=wanted_due_on, reason=reason, by=by, now=NOW
    )


def make_extension(assignment, by, **fields):
    fields = {
        "key": uuid.uuid4(), "asked_on_due": DUE, "wanted_due_on": WANTED, "reason": "Chờ.", "asked_at": NOW
    } | fields  # fmt: skip
    return Extension.objects.create(assignment=assignment, asked_by=by, **fields)


def decided(by, **fields):
    return {"decided_by": by, "decided_at": NOW} | fields


# --- Asking -----------------------------------------------------------------------------------------------------------


def test_asking_moves_nothing_and_tells_the_trackers(dated, cast, second_tracker):
    extension = ask(dated, cast.secretary)

    dated.refresh_from_db()
    assert (dated.due_on, extension.asked_on_due, extension.state) == (DUE, DUE, "open")
    told = Notice.objects.filter(kind="extension")
    assert {notice.person for notice in told} == {cast.tracker, second_tracker}
    assert Notice.Kind.EXTENSION in Notice.FROM_PEOPLE
    assert Change.objects.of(dated).first().verb == "Xin gia hạn"


def test_a_double_click_is_one_request(dated, cast):
    key = uuid.uuid4()

    assert ask(dated, cast.secretary, key=key) == ask(dated, cast.secretary, key=key)
    assert Extension.objects.count() == 1
    assert Notice.objects.count() == 1


def test_one_open_request_at_a_time(dated, cast, bloc):
    ask(dated, cast.secretary)

    with pytest.raises(ValidationError, match="đang có một đề nghị"):
        ask(dated, make_user("phobithu", bloc.base_cell, "deputy"))


@pytest.mark.parametrize("person", ["sibling_secretary", "tracker", "administrator", "standing", "inspector"])
def test_only_the_units_own_people_ask(dated, cast, person):
    with pytest.raises(PermissionDenied):
        ask(dated, getattr(cast, person))


@pytest.mark.parametrize(("role", "may"), [("lead", True), ("implement", True), ("support", False), ("tracker", False)])
def test_only_who_leads_or_implements_asks(plan, bloc, cast, role, may):
    dated = make_assignment(plan.tasks.get(), bloc.base_cell, role, due_on=DUE)
    if may:
        assert ask(dated, cast.secretary).pk
    else:
        with pytest.raises(PermissionDenied):
            ask(dated, cast.secretary)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"due_on": None}, "thường xuyên"),
        ({"state": "awaiting", "declared_on": DUE}, "báo hoàn thành"),
        ({"state": "done", "declared_on": DUE, "confirmed_at": NOW}, "báo hoàn thành"),
        ({"ended_on": TODAY}, "thôi giao"),
    ],
)
def test_work_that_cannot_move_is_not_asked_for(dated, cast, fields, words):
    Assignment.objects.filter(pk=dated.pk).update(**fields)

    with pytest.raises(ValidationError, match=words):
        ask(dated, cast.secretary)


def test_no_asking_when_the_plan_is_over(dated, cast):
    dated.plan.state = "closed"
    dated.plan.save()

    with pytest.raises(ValidationError, match="Kế hoạch"):
        ask(dated, cast.secretary)


@pytest.mark.parametrize("day", [DUE, DUE - timedelta(days=1), TODAY - timedelta(days=1)])
def test_the_day_asked_for_lies_after_the_current_one_and_ahead(dated, cast, day):
    with pytest.raises(ValidationError) as refusal:
        ask(dated, cast.secretary, day)
    assert "wanted_due_on" in refusal.value.message_dict


def test_the_day_asked_for_is_not_after_the_parents(plan, bloc, cast):
    parent = make_task(plan, due_on=WANTED)
    dated = make_assignment(make_task(plan, parent=parent, label="-"), bloc.base_cell, due_on=DUE)

    with pytest.raises(ValidationError, match="cấp trên"):
        ask(dated, cast.secretary, WANTED + timedelta(days=1))
    assert ask(dated, cast.secretary, WANTED).pk


def test_a_reason_is_required(dated, cast):
    with pytest.raises(ValidationError):
        ask(dated, cast.secretary, reason="  ")


# --- Answering --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("granted", [None, date(2026, 11, 25)])
def test_accepting_moves_the_day_and_keeps_the_first(dated, cast, granted):
    extension = ask(dated, cast.secretary)
    reminder = Notice.objects.create(
        person=cast.secretary, kind="overdue", key="x", subject=f"assignment:{dated.pk}", title="Quá hạn", owed_at=NOW
    )

    accept_extension(extension=extension, due_on=granted, by=cast.tracker, now=NOW)

    dated.refresh_from_db()
    extension.refresh_from_db()
    reminder.refresh_from_db()
    assert (dated.due_on, dated.first_due_on, dated.version) == (granted or WANTED, DUE, 1)
    assert (extension.state, extension.decided_due_on) == ("accepted", granted or WANTED)
    assert extension.is_countered == bool(granted)
    assert reminder.settled_at == NOW
    assert wrong_tallies([dated.plan_id]) == set()
    change = Change.objects.of(dated).first()
    assert (change.verb, change.reason, change.before) == ("Gia hạn", "Chờ kinh phí.", {"due_on": "2026-11-10"})
    told = Notice.objects.filter(person=cast.secretary, kind="extension", settled_at=None).get()
    assert told.title.startswith("Được gia hạn đến")
    assert not Notice.objects.filter(person=cast.tracker, settled_at=None).exists()


def test_refusing_says_why_and_moves_nothing(dated, cast):
    extension = ask(dated, cast.secretary)

    with pytest.raises(ValidationError):
        refuse_extension(extension=extension, reason=" ", by=cast.tracker, now=NOW)
    refuse_extension(extension=extension, reason="Việc đã rõ.", by=cast.tracker, now=NOW)

    dated.refresh_from_db()
    assert (dated.due_on, extension.state) == (DUE, "refused")
    assert Notice.objects.get(person=cast.secretary).detail == "Việc đã rõ."
    assert ask(dated, cast.secretary).pk  # may ask again


@pytest.mark.parametrize("day", [DUE, DUE - timedelta(days=3)])
def test_a_proposed_day_lies_after_the_current_one(dated, cast, day):
    extension = ask(dated, cast.secretary)

    with pytest.raises(ValidationError):
        accept_extension(extension=extension, due_on=day, by=cast.tracker, now=NOW)
    extension.refresh_from_db()
    assert extension.state == "open"


def test_work_declared_done_meanwhile_is_not_extended(dated, cast):
    extension = ask(dated, cast.secretary)
    Assignment.objects.filter(pk=dated.pk).update(state="awaiting", declared_on=TODAY)

    with pytest.raises(ValidationError, match="báo hoàn thành"):
        accept_extension(extension=extension, by=cast.tracker, now=NOW)
    assert not Extension.objects.waiting().exists()
    refuse_extension(extension=extension, reason="Đã xong.", by=cast.tracker, now=NOW)


def test_nobody_answers_their_own_request(dated, cast, bloc):
    both = make_user("kiemnhiem", bloc.base_cell)
    both.memberships.create(unit=bloc.board, role="tracker", from_on=date(2020, 1, 1))
    extension = ask(dated, both)

    with pytest.raises(PermissionDenied, match="không tự trả lời"):
        accept_extension(extension=extension, by=both, now=NOW)
    with pytest.raises(PermissionDenied):
        refuse_extension(extension=extension, reason="Không.", by=both, now=NOW)


@pytest.mark.parametrize("person", ["secretary", "sibling_secretary", "administrator", "standing", "inspector"])
def test_only_trackers_of_the_plan_answer(dated, cast, person):
    extension = ask(dated, cast.secretary)

    with pytest.raises(PermissionDenied):
        accept_extension(extension=extension, by=getattr(cast, person), now=NOW)


def test_two_trackers_do_not_both_answer(dated, cast, second_tracker):
    extension = ask(dated, cast.secretary)
    stale = Extension.objects.get(pk=extension.pk)
    accept_extension(extension=extension, by=cast.tracker, now=NOW)

    with pytest.raises(Conflict):
        refuse_extension(extension=stale, reason="Không.", by=second_tracker, now=NOW)
    with pytest.raises(Conflict):
        accept_extension(extension=stale, due_on=date(2026, 12, 20), by=second_tracker, now=NOW)
    dated.refresh_from_db()
    assert dated.due_on == WANTED


def test_the_unit_withdraws_what_is_open(dated, cast):
    extension = ask(dated, cast.secretary)

    with pytest.raises(PermissionDenied):
        withdraw_extension(extension=extension, by=cast.tracker, now=NOW)
    withdraw_extension(extension=extension, by=cast.secretary, now=NOW)

    assert extension.state == "withdrawn"
    assert not Notice.objects.filter(settled_at=None).exists()
    with pytest.raises(Conflict):
        accept_extension(extension=extension, by=cast.tracker, now=NOW)


# --- What the database itself refuses ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {"wanted_due_on": DUE},
        {"decided_at": NOW},
        {"state": "withdrawn"},
        {"state": "accepted", "decided": True},
        {"state": "accepted", "decided": True, "decided_due_on": DUE},
        {"state": "refused", "decided": True},
        {"state": "refused", "decided": True, "decision_reason": "Không.", "decided_due_on": WANTED},
        {"state": "refused", "own": True, "decision_reason": "Không."},
    ],
)
def test_the_database_refuses(dated, cast, fields):
    fields = dict(fields)
    if fields.pop("decided", False):
        fields |= decided(cast.tracker)
    if fields.pop("own", False):
        fields |= decided(cast.secretary)

    with pytest.raises(IntegrityError), transaction.atomic():
        make_extension(dated, cast.secretary, **fields)


def test_the_database_refuses_a_second_open_request(dated, cast):
    make_extension(dated, cast.secretary)

    with pytest.raises(IntegrityError), transaction.atomic():
        make_extension(dated, cast.secretary)
    make_extension(dated, cast.secretary, **decided(cast.secretary, state="withdrawn"))


# --- Pages ------------------------------------------------------------------------------------------------------------


def test_from_asking_to_answer(dated, cast, as_user):
    page = reverse("tasks:assignment_detail", args=[dated.pk])
    client = as_user(cast.secretary)
    html = client.get(page).content.decode()
    assert "Gửi đề nghị gia hạn" in html
    form = {"key": uuid.uuid4(), "wanted_due_on": "2026-12-01", "reason": "Chờ kinh phí."}
    response = client.post(reverse("tasks:extension_ask", args=[dated.pk]), form, follow=True)
    html = response.content.decode()
    assert "Chờ trả lời" in html
    assert "Rút đề nghị" in html
    assert "Gửi đề nghị gia hạn" not in html

    client = as_user(cast.tracker)
    assert "Chờ kinh phí." in client.get(LIST).content.decode()
    assert "Trả lời đơn vị" in client.get(page).content.decode()
    decide = reverse("tasks:extension_decide", args=[Extension.objects.get().pk])
    assert client.get(decide).status_code == 200
    response = client.post(decide, {"decision": "accept", "due_on": "2026-11-16"}, follow=True)
    html = response.content.decode()
    assert "chấp thuận đến 16/11/2026" in html
    assert "(quá 2 ngày)" in html
    assert "Hạn ban đầu 10/11/2026 (quá 8 ngày)" in html
    assert "Không có đề nghị gia hạn nào đang chờ" in client.get(LIST).content.decode()


def test_refused_forms_come_back_with_what_was_typed(dated, cast, as_user):
    ask_url = reverse("tasks:extension_ask", args=[dated.pk])
    form = {"key": uuid.uuid4(), "wanted_due_on": "2026-11-01", "reason": "Chờ kinh phí."}
    response = as_user(cast.secretary).post(ask_url, form)
    assert response.status_code == 422
    assert "Chờ kinh phí." in response.content.decode()

    extension = ask(dated, cast.secretary)
    decide = reverse("tasks:extension_decide", args=[extension.pk])
    response = as_user(cast.tracker).post(decide, {"decision": "refuse", "due_on": "2026-12-01", "reason": ""})
    assert response.status_code == 422
    assert "Xin ghi lý do" in response.content.decode()


def test_what_is_typed_is_a_draft_on_both_pages_until_it_is_sent_or_thrown_away(dated, cast, as_user):
    client, address = as_user(cast.secretary), reverse("tasks:extension_ask", args=[dated.pk])
    pages = (address, reverse("tasks:assignment_detail", args=[dated.pk]))
    typed = {"revision": 0, "based_on": 0, "page": "a", "fields_typed": '{"reason": "Chờ kinh phí."}'}
    assert client.post(address, typed, headers={"X-Draft": "1"}).status_code == 200

    assert ["Chờ kinh phí." in client.get(page).content.decode() for page in pages] == [True, True]

    assert client.post(address, {"forget_draft": "1"}).status_code == 200
    assert ["Chờ kinh phí." in client.get(page).content.decode() for page in pages] == [False, False]
    assert not Extension.objects.exists()


def test_who_answers_second_is_told(dated, cast, second_tracker, as_user):
    extension = ask(dated, cast.secretary)
    decide = reverse("tasks:extension_decide", args=[extension.pk])
    accept_extension(extension=extension, by=cast.tracker, now=NOW)

    response = as_user(second_tracker).post(decide, {"decision": "refuse", "reason": "Không."}, follow=True)

    assert "vừa được người khác trả lời" in response.content.decode()
    extension.refresh_from_db()
    assert extension.decided_by == cast.tracker


def test_withdrawing_from_the_page(dated, cast, as_user):
    extension = ask(dated, cast.secretary)

    as_user(cast.secretary).post(reverse("tasks:extension_withdraw", args=[extension.pk]))

    extension.refresh_from_db()
    assert extension.state == "withdrawn"


def test_the_third_is_said_to_be_many(dated, cast, as_user):
    page = reverse("tasks:assignment_detail", args=[dated.pk])
    for number in (1, 2, 3):
        html = as_user(cast.secretary).get(page).content.decode()
        assert "Gia hạn nhiều lần" not in html
        extension = ask(dated, cast.secretary, WANTED + timedelta(days=number))
        accept_extension(extension=extension, by=cast.tracker, now=NOW)

    assert "Gia hạn nhiều lần: 3" in as_user(cast.secretary).get(page).content.decode()


def test_out_of_scope_is_not_there(dated, cast, as_user):
    extension = ask(dated, cast.secretary)
    client = as_user(cast.sibling_secretary)

    assert client.get(reverse("tasks:extension_ask", args=[dated.pk])).status_code == 404
    assert client.post(reverse("tasks:extension_decide", args=[extension.pk])).status_code == 404
    assert client.post(reverse("tasks:extension_withdraw", args=[extension.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 8])
def test_the_list_asks_a_constant_number_of_queries(plan, bloc, cast, as_user, django_assert_num_queries, count):
    plan = make_plan(bloc.root, bloc.board, number="77")
    for number in range(count):
        work = make_assignment(make_task(plan), bloc.base_cell, due_on=DUE)
        make_extension(work, cast.secretary, asked_at=NOW - timedelta(days=number))
    client = as_user(cast.tracker)
    client.get(LIST)

    with django_assert_num_queries(6):
        response = client.get(LIST)

    asked = [extension.asked_at for extension, _ in response.context["rows"]]
    assert asked == sorted(asked)
    assert len(asked) == count
