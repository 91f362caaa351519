"""The job that builds files: twice, on two workers, after one that died, with one that cannot be built."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from reports.models import Rollup, RollupBuild, RollupFile
from reports.services import rollup_builds
from reports.services.rollup_builds import LEASE, MAX_ATTEMPTS, build_owed_files
from reports.services.rollup_files import KEPT_FOR, ask_files
from reports.services.rollup_issue import next_number, take_back_issue
from reports.services.rollups import compile_rollup
from tests.factories import NOW, make_period
from tests.reports.rollups.conftest import issue, order
from units.models import Change
from units.selectors import get_office

NOTHING = {"built": 0, "failed": 0, "taken": 0, "cleared": 0}


def build(now=NOW):
    return build_owed_files(clock=lambda: now)


def ask(rollup, now=NOW):
    ask_files(rollup=rollup, office=get_office(), now=now)


@pytest.fixture
def meanwhile(monkeypatch):
    """Something happens while a worker is at its work, after the files were made and before they are kept."""

    def happens(act):
        whole = rollup_builds.rollup_xlsx_bytes

        def made(**what):
            content = whole(**what)
            monkeypatch.setattr(rollup_builds, "rollup_xlsx_bytes", whole)
            act()
            return content

        monkeypatch.setattr(rollup_builds, "rollup_xlsx_bytes", made)

    return happens


@pytest.fixture
def broken(monkeypatch):
    """Word files of this roll-up cannot be made."""

    def breaks(rollup):
        whole = rollup_builds.rollup_docx_bytes

        def made(*, rollup, office, which=rollup.pk):
            if rollup.pk == which:
                raise OSError("no room")
            return whole(rollup=rollup, office=office)

        monkeypatch.setattr(rollup_builds, "rollup_docx_bytes", made)

    return breaks


def test_a_second_run_finds_nothing_to_do(draft, cast):
    order(draft, cast.tracker)

    assert build() == NOTHING | {"built": 1}
    assert build() == NOTHING
    assert Rollup.objects.get().files.count() == 2
    assert not RollupBuild.objects.exists()


def test_the_command_builds_where_no_worker_runs(draft, cast, capsys):
    order(draft, cast.tracker)

    call_command("sweep")

    assert "build_rollup_files: {'built': 1" in capsys.readouterr().out
    draft.refresh_from_db()
    assert draft.is_issued


def test_what_one_worker_holds_another_leaves_alone(draft, cast, meanwhile):
    order(draft, cast.tracker)
    others = []
    meanwhile(lambda: others.append(build()))

    assert build() == NOTHING | {"built": 1}
    assert others == [NOTHING]


def test_of_two_workers_the_one_with_the_lease_keeps_its_files(draft, cast, meanwhile):
    """The first one is so slow that its lease runs out and a second one does the work."""
    order(draft, cast.tracker)
    later = NOW + LEASE + timedelta(seconds=1)
    others = []
    meanwhile(lambda: others.append(build(later)))

    assert build() == NOTHING | {"taken": 1}
    assert others == [NOTHING | {"built": 1}]
    assert RollupFile.objects.count() == 2
    assert Change.objects.of(draft).filter(verb="Ban hành").count() == 1


def test_after_a_worker_died_another_does_it_when_the_lease_is_over(draft):
    ask(draft)
    RollupBuild.objects.update(attempts=1, lease="6a1c1a8e-5d0e-4c53-9d9e-3c1f6f3a7b10", leased_until=NOW + LEASE)

    assert build() == NOTHING
    assert build(NOW + LEASE) == NOTHING | {"built": 1}


def test_what_no_worker_survives_is_given_back(draft, cast, caplog):
    order(draft, cast.tracker)
    RollupBuild.objects.update(attempts=MAX_ATTEMPTS)

    assert build()["failed"] == 1
    assert Rollup.objects.get().is_draft


def test_an_issue_that_cannot_be_built_is_given_back_with_its_number(draft, cast, broken, caplog):
    order(draft, cast.tracker)
    broken(draft)

    runs = [build() for _ in range(MAX_ATTEMPTS + 1)]

    assert runs == [NOTHING | {"failed": 1}] * MAX_ATTEMPTS + [NOTHING]
    assert Rollup.objects.values_list("state", "number", "issued_at").get() == ("draft", None, None)
    assert RollupBuild.objects.values_list("state", "failure").get() == ("failed", rollup_builds.CRASHED)
    assert next_number(get_office()) == 1
    said = Change.objects.of(draft).latest("pk")
    assert (said.verb, said.by, said.reason) == ("Không ban hành được", None, rollup_builds.CRASHED)


def test_after_a_failure_it_is_issued_again(draft, cast, broken, caplog, monkeypatch):
    order(draft, cast.tracker)
    with monkeypatch.context():
        broken(draft)
        for _ in range(MAX_ATTEMPTS):
            build()
    monkeypatch.undo()
    draft.refresh_from_db()

    assert issue(draft, cast.tracker).number_and_symbol == "01-BC/ĐU"


def test_one_that_cannot_be_built_does_not_stop_the_rest(draft, cast, plan, broken, caplog):
    other = compile_rollup(period=make_period(plan, kind="month"), by=cast.tracker, now=NOW)
    ask(draft)
    ask(other)
    broken(draft)

    assert build() == NOTHING | {"built": 1, "failed": 1}


def test_an_issue_taken_back_under_the_workers_hands_is_not_frozen(draft, cast, meanwhile):
    order(draft, cast.tracker)
    meanwhile(lambda: take_back_issue(rollup=draft, by=cast.tracker, now=NOW))

    assert build() == NOTHING | {"taken": 1}
    assert Rollup.objects.get().is_draft
    assert not RollupFile.objects.exists()


def test_a_draft_issued_under_the_workers_hands_is_built_as_issued(draft, cast, meanwhile):
    ask(draft)
    meanwhile(lambda: order(draft, cast.tracker))

    assert build() == NOTHING | {"taken": 1}
    assert build() == NOTHING | {"built": 1}
    assert Rollup.objects.get().is_issued


def test_a_number_on_its_way_is_taken(draft, cast, plan):
    order(draft, cast.tracker, number=5)

    assert next_number(get_office()) == 6


def test_old_files_of_drafts_are_let_go(draft):
    ask(draft)
    build()

    assert build(NOW + KEPT_FOR) == NOTHING
    assert build(NOW + KEPT_FOR + timedelta(seconds=1)) == NOTHING | {"cleared": 1}


@pytest.mark.parametrize("change", [{"state": "built"}, {"docx": b"x"}, {"state": "built", "docx": b"x"}])
def test_the_database_refuses_a_build_without_its_files(draft, change):
    ask(draft)

    with pytest.raises(IntegrityError), transaction.atomic():
        RollupBuild.objects.update(**change)


@pytest.mark.parametrize("state", ["issuing", "issued"])
def test_the_database_refuses_a_number_twice(draft, cast, plan, state):
    first = order(draft, cast.tracker)
    other = compile_rollup(period=make_period(plan, kind="month"), by=cast.tracker, now=NOW)
    same = {name: getattr(first, name) for name in ("number", "symbol", "term", "issued_on", "issued_at", "issued_by")}

    with pytest.raises(IntegrityError), transaction.atomic():
        Rollup.objects.filter(pk=other.pk).update(**same, signer_name="Người ký", state=state)


def test_a_period_has_no_draft_beside_one_on_its_way(draft, cast, period):
    order(draft, cast.tracker)

    assert compile_rollup(period=period, by=cast.tracker, now=NOW) == draft
    with pytest.raises(IntegrityError), transaction.atomic():
        Rollup.objects.create(plan=period.plan, period=period, abstract="khác", compiled_at=NOW)
