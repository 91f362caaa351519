"""`manage.py create_office`: an empty database becomes an office that its first administrator can log in to."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.conftest import Bloc
from units.models import Office, Unit, User
from units.permissions import can_administer

ARGUMENTS = ("create_office", "--name", "Đảng ủy Khối", "--admin-username", "quantri")


def test_empty_database_becomes_an_office(db, client):
    out = StringIO()

    call_command(*ARGUMENTS, stdout=out)

    password = re.search(r"once: (\S+)", out.getvalue())[1]
    assert client.login(username="quantri", password=password)
    assert can_administer(User.objects.get())
    assert (Office.objects.get().name, Unit.objects.get().name) == ("Đảng ủy Khối", "Đảng ủy Khối")


def test_office_with_units_is_left_alone(bloc: Bloc):
    with pytest.raises(CommandError, match="There are units already"):
        call_command(*ARGUMENTS)

    assert not User.objects.exists()


def test_wrong_name_makes_nothing(db):
    with pytest.raises(CommandError, match="Mã chỉ gồm"):
        call_command(*ARGUMENTS, "--code", "gốc 1")

    assert not User.objects.exists()
