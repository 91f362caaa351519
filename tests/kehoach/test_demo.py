"""The demo fills every page, keeps every rule, and never meets a database that is in use."""

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from kehoach.demo.load import CAST, log_ins
from kehoach.demo.load import load_demo as load
from reports.models import Adoption, Example, Rollup, UnitReport
from tasks.models import Assignment, Extension, Notice, Plan
from tasks.services.tallies import wrong_tallies
from tests.factories import NOW, make_unit
from units.models import Change, Membership, Office, Unit, User
from units.selectors import account_of
from units.services.ledger import heads_noted, seal_changes, verify_ledger


@pytest.mark.django_db
@time_machine.travel(NOW, tick=False)
def test_the_demo_brings_every_page_to_life():
    load(now=NOW)

    assert Unit.objects.filter(kind__in=["base_cell", "base_committee"]).count() == 68
    assert Unit.objects.filter(kind="cell").exists()
    assert set(Membership.objects.values_list("role", flat=True)) >= {role for _, _, role, *_ in CAST}
    assert set(UnitReport.objects.values_list("state", flat=True)) == set(UnitReport.State.values)
    assert UnitReport.objects.filter(on_time=False).exists()
    assert UnitReport.objects.exclude(examples="").exists()
    assert set(Assignment.objects.values_list("state", flat=True)) >= {"in_progress", "awaiting", "done"}
    assert set(Rollup.objects.values_list("state", flat=True)) == {"draft", "issued"}
    assert set(Extension.objects.values_list("state", flat=True)) == {"open", "accepted", "refused"}
    assert set(Example.objects.values_list("state", flat=True)) == set(Example.State.values)
    assert Adoption.objects.values("unit").distinct().count() > 5
    assert Notice.objects.filter(kind="urged").exists()
    assert Office.objects.get().is_demo
    assert wrong_tallies(Plan.objects.values_list("pk", flat=True)) == set()
    assert Change.objects.filter(subject="tasks.assignment", on_behalf_of__username="bithu.cb05").count() == 2
    assert not Change.objects.filter(at__gt=NOW).exists()
    assert seal_changes(now=NOW) == Change.objects.count()
    assert verify_ledger(heads=heads_noted()) == []
    for _, username, password in log_ins():
        person = User.objects.get(username=username)
        assert person.check_password(password)
        assert account_of(person.phone) == person


def test_a_database_in_use_is_left_alone(db):
    make_unit("DUK", "committee")

    with pytest.raises(ValidationError):
        load(now=NOW)

    assert Unit.objects.count() == 1


def test_production_refuses_the_demo(db, settings):
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="password is known"):
        call_command("load_demo")

    assert not Unit.objects.exists()
