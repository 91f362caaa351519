"""Settings of the office: saved whole, told in history, never over somebody else's."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from kehoach.lib.conflicts import Conflict
from tests.conftest import Cast
from tests.factories import NOW
from units.models import Change, Office
from units.selectors import get_office
from units.services.office import save_office


def test_defaults_hold_until_something_is_saved(db):
    assert (get_office().due_soon_days, Office.objects.count()) == (7, 0)


def test_saved_settings_are_told_and_counted(cast: Cast):
    save_office(settings={"due_soon_days": 10}, version=0, by=cast.administrator, now=NOW)

    change = Change.objects.of(get_office()).get()
    assert (get_office().due_soon_days, get_office().version) == (10, 1)
    assert (change.before, change.after) == ({"due_soon_days": 7}, {"due_soon_days": 10})


def test_saving_what_is_there_writes_nothing(cast: Cast):
    office = save_office(settings={"due_soon_days": 7}, version=0, by=cast.administrator, now=NOW)

    assert (office.version, Change.objects.exists()) == (0, False)


def test_saving_over_another_is_a_conflict(cast: Cast):
    save_office(settings={"due_soon_days": 10}, version=0, by=cast.administrator, now=NOW)

    with pytest.raises(Conflict) as conflict:
        save_office(settings={"due_soon_days": 20}, version=0, by=cast.administrator, now=NOW)

    assert (conflict.value.current.due_soon_days, get_office().due_soon_days) == (10, 10)


def test_wrong_setting_is_refused(cast: Cast):
    with pytest.raises(ValidationError):
        save_office(settings={"month_cutoff_day": 32}, version=0, by=cast.administrator, now=NOW)


def test_what_is_no_setting_is_refused(cast: Cast):
    with pytest.raises(KeyError, match="is_demo"):
        save_office(settings={"is_demo": True}, version=0, by=cast.administrator, now=NOW)


def test_database_keeps_one_row(db):
    with pytest.raises(IntegrityError, match="units_office_is_one_row"), transaction.atomic():
        Office.objects.create(pk=2)


def test_database_refuses_quiet_hours_without_length(db):
    with pytest.raises(IntegrityError, match="units_office_quiet_hours_differ"), transaction.atomic():
        Office.objects.create(pk=1, quiet_from="20:00", quiet_to="20:00")
