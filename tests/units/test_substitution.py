"""A role lent for some days: what the substitute may do and see, in whose place it is written, when it ends."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from reports.services.unit_reports import send_report, start_report
from tasks.models import Assignment
from tasks.services.updates import confirm_done, log_update
from tests.conftest import Bloc, Cast
from tests.factories import NOW, TODAY, make_line, make_period, make_report, make_user
from units.models import Change, Membership, Unit, User
from units.policy import Act
from units.querysets import scope_of
from units.selectors import people_for
from units.services.ledger import seal_changes, verify_ledger
from units.services.people import end_role, grant_role, mark_of
from units.services.substitution import lend_role

LAST = TODAY + timedelta(days=6)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def lend(lender: User, substitute: User, *, by: User | None = None, **days: date) -> Membership:
    """The lender's only role, for this week unless other days are given."""
    days = {"from_on": TODAY, "to_on": LAST} | days
    return lend_role(membership=lender.memberships.get(), user=substitute, by=by or lender, now=NOW, **days)


def fresh(user: User) -> User:
    """The person as the next request reads them."""
    return User.objects.get(pk=user.pk)


def log(assignment: Assignment, by: User) -> None:
    log_update(
        assignment=assignment,
        state="in_progress",
        percent=None,
        on=TODAY,
        result="Đã họp.",
        difficulties="",
        causes="",
        proposals="",
        next_steps="",
        files=[],
        version=assignment.version,
        key="6f9619ff-8b86-d011-b42d-00cf4fc964ff",
        by=by,
        now=NOW,
    )


def test_a_substitute_may_what_the_lender_may_and_sees_that_unit_only(bloc: Bloc, cast: Cast):
    lend(cast.secretary, cast.stranger)

    scope = scope_of(fresh(cast.stranger))
    assert (scope.paths(), scope.own_unit_ids) == ((bloc.base_cell.path,), {bloc.base_cell.pk})
    assert list(Unit.objects.visible_to(fresh(cast.stranger))) == [bloc.base_cell]


@pytest.mark.parametrize(
    ("day", "seen"), [(TODAY, 0), (TODAY + timedelta(days=1), 1), (LAST, 1), (LAST + timedelta(days=1), 0)]
)
def test_rights_begin_and_end_with_the_days(cast: Cast, day: date, seen: int):
    lend(cast.secretary, cast.stranger, from_on=TODAY + timedelta(days=1))

    with time_machine.travel(day, tick=False):
        assert Unit.objects.visible_to(fresh(cast.stranger)).count() == seen


def test_reminders_go_to_both_during_the_days(bloc: Bloc, cast: Cast):
    lend(cast.secretary, cast.stranger)

    told = people_for([bloc.base_cell.pk], Act.REPORT, TODAY)[bloc.base_cell.pk]
    after = people_for([bloc.base_cell.pk], Act.REPORT, LAST + timedelta(days=1))[bloc.base_cell.pk]
    assert (set(told), after) == ({cast.secretary, cast.stranger}, [cast.secretary])


# --- In whose place -------------------------------------------------------------------------------------------------


def test_progress_is_written_in_the_place_of_the_lender(assignment, cast: Cast, as_user):
    lend(cast.secretary, cast.stranger)

    log(assignment, fresh(cast.stranger))

    change = Change.objects.of(assignment).first()
    assert (change.by, change.on_behalf_of) == (cast.stranger, cast.secretary)
    page = as_user(cast.secretary).get(reverse("tasks:assignment_detail", args=[assignment.pk])).content.decode()
    assert page.count("Người nguoila, thay Người bithu") == 2  # the entry, and the history


def test_a_report_says_who_sent_it_in_whose_place(assignment, plan, bloc: Bloc, cast: Cast, as_user):
    lend(cast.secretary, cast.stranger)
    report = make_report(make_period(plan), bloc.base_cell, "draft", leadership="Đã chỉ đạo.")
    make_line(report, assignment)

    send_report(report=report, version=report.version, by=fresh(cast.stranger), now=NOW)

    page = as_user(cast.tracker).get(reverse("reports:report_detail", args=[report.pk])).content.decode()
    assert "<dd>Người nguoila, thay Người bithu</dd>" in page
    queue = as_user(cast.tracker).get(reverse("reports:review_queue")).content.decode()
    assert "Người nguoila, thay Người bithu" in queue


def test_what_ones_own_role_allows_is_done_for_oneself(plan, assignment, bloc: Bloc, cast: Cast):
    """The tracker stands in for a secretary: progress in their place, confirming by the own right."""
    lend(cast.secretary, cast.tracker, by=cast.administrator)
    tracker = fresh(cast.tracker)
    Assignment.objects.filter(pk=assignment.pk).update(state="awaiting", declared_on=TODAY)

    confirm_done(assignments=[Assignment.objects.get(pk=assignment.pk)], by=tracker, now=NOW)
    report = start_report(report=make_report(make_period(plan), bloc.base_cell), by=tracker, now=NOW)

    assert Change.objects.of(assignment).first().on_behalf_of is None
    assert Change.objects.of(report).first().on_behalf_of == cast.secretary


def test_an_acting_administrator_is_written_down_on_pages(bloc: Bloc, cast: Cast, as_user):
    lend(cast.administrator, cast.tracker)

    facts = {"username": "bithu", "full_name": "Lê Bình", "seen": mark_of(cast.secretary)}
    as_user(cast.tracker).post(reverse("units:user_edit", args=[cast.secretary.pk]), facts)

    change = Change.objects.of(cast.secretary).get()
    assert (change.verb, change.by, change.on_behalf_of) == ("Sửa thông tin", cast.tracker, cast.administrator)


def test_acts_on_people_are_written_in_the_place_of_the_lender_only_where_the_right_was_lent(
    bloc: Bloc, cast: Cast, as_user
):
    grant_role(user=cast.tracker, unit=bloc.committee, role="administrator", from_on=TODAY, by=None, now=NOW)
    lend(cast.administrator, cast.tracker)
    client, own, lent = as_user(cast.tracker), cast.cell_secretary, cast.secretary
    new = {"role": "deputy", "from_on": TODAY}

    for person, unit in ((own, bloc.cell), (lent, bloc.base_cell)):
        facts = {"username": person.username, "full_name": f"{person.full_name} Mới", "seen": mark_of(person)}
        assert client.post(reverse("units:user_edit", args=[person.pk]), facts).status_code == 302
        assert client.post(reverse("units:user_code", args=[person.pk])).status_code == 200
        assert client.post(reverse("units:role_grant", args=[person.pk]), new | {"unit": unit.code}).status_code == 302
        first = {"username": f"moi{unit.pk}", "full_name": "Trần Văn Mới", "unit": unit.code} | new
        assert client.post(reverse("units:user_create"), first).status_code == 200

    made = {
        unit: Membership.objects.get(unit=unit, user__username=f"moi{unit.pk}") for unit in (bloc.cell, bloc.base_cell)
    }
    by_own = Change.objects.of(own, made[bloc.cell].user).filter(by=cast.tracker)
    by_lent = Change.objects.of(lent, made[bloc.base_cell].user).filter(by=cast.tracker)
    assert [change.on_behalf_of for change in by_own] == [None] * 5
    assert [change.on_behalf_of for change in by_lent] == [cast.administrator] * 5


def test_acts_on_units_and_the_office_are_written_down_in_the_place_of_the_lender(bloc: Bloc, cast: Cast, as_user):
    lend(cast.administrator, cast.tracker)
    client, cell = as_user(cast.tracker), Unit.objects.get(pk=bloc.base_cell.pk)

    def post(address: str, **typed: object) -> None:
        shown = {field.name: field.value() for field in client.get(address).context["form"]}
        filled = {name: value for name, value in shown.items() if value is not None}
        assert client.post(address, filled | typed).status_code == 302

    founded = {"name": "Chi bộ Mới", "code": "CBM", "kind": "base_cell", "parent": bloc.root.code}
    post(reverse("units:unit_create"), **founded)
    post(reverse("units:unit_edit", args=[cell.pk]), short_name="CB Mới")
    post(reverse("units:office"), due_soon_days=9)

    changes = list(Change.objects.filter(by=cast.tracker))
    assert sorted(change.subject for change in changes) == ["units.office", "units.unit", "units.unit"]
    assert {change.on_behalf_of for change in changes} == {cast.administrator}


def test_the_ledger_covers_in_whose_place_it_was_done(assignment, cast: Cast):
    """Old marks stand for what they stood for; the new fact cannot be put in, taken out or exchanged."""
    lend(cast.secretary, cast.stranger)
    log(assignment, fresh(cast.stranger))
    seal_changes(now=NOW)
    assert verify_ledger(heads=[]) == []

    told, own = Change.objects.of(assignment).first(), Change.objects.of(cast.stranger).first()
    for change, other in ((told, None), (told, cast.tracker), (own, cast.tracker)):
        changed = Change(**{field.attname: getattr(change, field.attname) for field in Change._meta.fields})
        changed.on_behalf_of = other
        assert changed.facts() != change.facts()
    assert "on_behalf_of" not in own.facts()


# --- Refusals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"from_on": TODAY - timedelta(days=1)}, "from_on"),
        ({"to_on": TODAY - timedelta(days=1)}, "to_on"),
        ({"to_on": date(2027, 1, 1)}, "to_on"),
    ],
)
def test_days_outside_the_role_are_refused(cast: Cast, days: dict[str, date], field: str):
    cast.secretary.memberships.update(to_on=date(2026, 12, 31))

    with pytest.raises(ValidationError) as refusal:
        lend(cast.secretary, cast.stranger, **days)

    assert list(refusal.value.message_dict) == [field]


def test_only_one_stands_in_on_a_day(cast: Cast):
    lend(cast.secretary, cast.stranger)

    with pytest.raises(ValidationError, match="đã ủy quyền cho Người nguoila"):
        lend(cast.secretary, cast.tracker, from_on=LAST)


def test_a_substitute_lends_nothing_on(cast: Cast):
    stand_in = lend(cast.secretary, cast.stranger)

    with pytest.raises(ValidationError, match="không ủy quyền tiếp được"):
        lend_role(membership=stand_in, user=cast.tracker, from_on=TODAY, to_on=TODAY, by=cast.stranger, now=NOW)


def test_who_may_already_needs_no_substitution(bloc: Bloc, cast: Cast):
    deputy = make_user("phobithu", bloc.base_cell, "deputy")

    with pytest.raises(ValidationError, match="không cần ủy quyền"):
        lend(cast.secretary, deputy)
    with pytest.raises(ValidationError, match="một người khác"):
        lend(cast.secretary, cast.secretary)


def test_a_locked_account_stands_in_for_nobody(cast: Cast):
    with pytest.raises(ValidationError, match="đang khóa"):
        lend(cast.secretary, make_user("khoa", is_active=False))


def test_database_refuses_a_substitution_without_an_end(bloc: Bloc, cast: Cast):
    lend(cast.secretary, cast.stranger)

    with pytest.raises(IntegrityError, match="units_membership_stand_in_ends"), transaction.atomic():
        cast.stranger.memberships.update(to_on=None)


# --- The end --------------------------------------------------------------------------------------------------------


def test_it_ends_with_the_role_of_the_lender(cast: Cast):
    lend(cast.secretary, cast.stranger)

    end_role(membership=cast.secretary.memberships.get(), last_on=TODAY, by=cast.administrator, now=NOW)

    assert cast.stranger.memberships.get().to_on == TODAY


def test_the_lender_does_not_lengthen_it_by_ending_it(cast: Cast, as_user):
    stand_in = lend(cast.secretary, cast.stranger)
    late = LAST + timedelta(days=30)

    answer = as_user(cast.secretary).post(reverse("units:role_end", args=[stand_in.pk]), {"ends_on": late.isoformat()})

    assert answer.status_code == 422
    assert "Vai trò này chỉ đến hết ngày 24/11/2026; hãy chọn một ngày sớm hơn." in answer.content.decode()
    assert cast.stranger.memberships.get().to_on == LAST


def test_one_that_had_not_begun_is_taken_back(cast: Cast):
    lend(cast.secretary, cast.stranger, from_on=LAST)

    end_role(membership=cast.secretary.memberships.get(), last_on=TODAY, by=cast.administrator, now=NOW)

    assert not cast.stranger.memberships.exists()
    for person in (cast.stranger, cast.secretary):
        assert "Thu hồi vai trò" in [change.verb for change in Change.objects.of(person)]


# --- Pages ----------------------------------------------------------------------------------------------------------


def test_a_holder_lends_the_role_and_takes_it_back_on_pages(bloc: Bloc, cast: Cast, as_user):
    client = as_user(cast.committee_secretary)
    assert "Ủy quyền" in client.get(reverse("mfa_index")).content.decode()
    address = reverse("units:role_lend", args=[cast.committee_secretary.memberships.get().pk])

    client.post(address, {"user": "bithucb", "from_on": TODAY.isoformat(), "to_on": LAST.isoformat()})

    stand_in = cast.cell_secretary.memberships.get(stands_for__isnull=False)
    page = client.get(reverse("mfa_index")).content.decode()
    assert "Người bithucb làm thay từ 18/11/2026 đến hết 24/11/2026" in page
    unit_page = client.get(reverse("units:unit_detail", args=[bloc.committee.pk])).content.decode()
    assert "Bí thư, người báo cáo, thay Người bithudb" in unit_page
    done = client.post(reverse("units:role_end", args=[stand_in.pk]), {"ends_on": TODAY.isoformat()})
    assert done["Location"] == reverse("mfa_index")
    assert not Membership.objects.filter(pk=stand_in.pk).exists()


def test_a_holder_names_only_who_is_in_sight(cast: Cast, as_user):
    """Who else works in the bloc is not told, neither by the answer."""
    address = reverse("units:role_lend", args=[cast.secretary.memberships.get().pk])
    days = {"from_on": TODAY.isoformat(), "to_on": LAST.isoformat()}

    answers = [as_user(cast.secretary).post(address, days | {"user": name}) for name in ("bithu2", "khongco")]

    texts = [answer.content.decode().replace("bithu2", "khongco").split("<main")[1] for answer in answers]
    assert "Không tìm thấy người “khongco”" in texts[0]
    assert not Membership.objects.exclude(stands_for=None).exists()


def test_nobody_lends_the_role_of_another(bloc: Bloc, cast: Cast, as_user):
    """The committee sees its cell's secretary and administers nothing; the sibling does not even see them."""
    for person, lender, status in (
        (cast.committee_secretary, cast.cell_secretary, 403),
        (cast.sibling_secretary, cast.secretary, 404),
    ):
        address = reverse("units:role_lend", args=[lender.memberships.get().pk])
        assert as_user(person).get(address).status_code == status


def test_a_person_costs_the_same_with_three_substitutes(bloc: Bloc, cast: Cast, as_user, django_assert_num_queries):
    client, address = as_user(cast.secretary), reverse("mfa_index")
    for number in range(3):
        day = TODAY + timedelta(days=number)
        lend(cast.secretary, make_user(f"thay{number}"), from_on=day, to_on=day)
        if number != 1:
            with django_assert_num_queries(9):
                client.get(address)


def test_the_unit_looked_at_last_is_shown_again_and_lent_ones_say_whose(assignment, bloc: Bloc, cast: Cast, as_user):
    """Who acts for several units switches between them, and stays there."""
    lend(cast.secretary, cast.sibling_secretary, by=cast.administrator)
    client, address = as_user(cast.sibling_secretary), reverse("tasks:my_work")

    first = client.get(address)
    chosen = client.get(f"{address}?unit={bloc.sibling.pk}")
    again = client.get(address)

    labels = [tab["label"] for tab in first.context["unit_tabs"]]
    assert labels == [f"{bloc.base_cell.label} (thay Người bithu)", bloc.sibling.label]
    assert [page.context["unit"] for page in (first, chosen, again)] == [bloc.base_cell, bloc.sibling, bloc.sibling]
    assert "làm thay Người bithu" in first.content.decode()
    with time_machine.travel(LAST + timedelta(days=1), tick=False):
        after = as_user(cast.sibling_secretary).get(f"{address}?unit={bloc.base_cell.pk}")
    assert (after.context["unit"], len(after.context["unit_tabs"])) == (bloc.sibling, 1)
