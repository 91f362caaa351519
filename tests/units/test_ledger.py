"""The ledger of all acts: it only grows, and any tampering past the application is found."""

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib import import_module

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from kehoach.lib.ledger import link_of
from kehoach.lib.origin import acting_from
from tests.factories import NOW
from units.models import Change, LedgerEntry
from units.services.changes import record_change
from units.services.ledger import Head, heads_noted, seal_changes, verify_ledger

TRIES = 100
ENTRIES = 12
triggers = import_module("units.migrations.0005_refuse_ledger_changes")


def write(unit, count: int, by=None) -> None:
    for number in range(count):
        record_change(
            unit,
            "Sửa đơn vị",
            by=by,
            now=NOW + timedelta(minutes=number),
            before={"name": "cũ"},
            after={"name": number},
        )


@pytest.fixture
def sealed(bloc, cast) -> list[int]:
    """A ledger of some entries; gives the numbers of their changes."""
    write(bloc.cell, ENTRIES, cast.administrator)
    assert seal_changes(now=NOW) == ENTRIES
    return list(Change.objects.order_by("pk").values_list("pk", flat=True))


def problems() -> list[str]:
    return [finding.problem for finding in verify_ledger(heads=heads_noted())]


# --- It only grows ----------------------------------------------------------------------------------------------------


def test_sealing_twice_seals_once(sealed):
    assert seal_changes(now=NOW) == 0
    assert list(LedgerEntry.objects.order_by("number").values_list("number", "change")) == [
        (number, change) for number, change in enumerate(sealed, 1)
    ]
    assert [head.number for head in heads_noted()] == [ENTRIES]
    assert problems() == []


def test_later_changes_hang_on_the_chain(sealed, bloc):
    write(bloc.cell, 3)
    assert seal_changes(now=NOW) == 3
    assert [head.number for head in heads_noted()] == [ENTRIES, ENTRIES + 3]
    assert problems() == []


@pytest.mark.parametrize("table", ["units_change", "units_ledgerentry"])
@pytest.mark.parametrize("act", ["DELETE FROM {}", "UPDATE {} SET {} = {}"])
def test_database_refuses_to_change_or_delete(sealed, table, act):
    column = "id" if table == "units_change" else "number"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act.format(table, column, column))


def test_change_says_from_where(bloc):
    with acting_from(lambda: "10.0.0.7"):
        write(bloc.cell, 1)
    write(bloc.cell, 1)
    assert list(Change.objects.order_by("pk").values_list("origin", flat=True)) == ["10.0.0.7", ""]


# --- Tampering is found -----------------------------------------------------------------------------------------------


@pytest.fixture
def unguarded(sealed) -> Iterator[Callable[..., None]]:
    """Somebody who can do anything in the database and has neither the key nor the file of heads."""
    with connection.cursor() as cursor:
        for statement in triggers.drop_sql(connection.vendor):
            cursor.execute(statement)

    def execute(sql: str, *values: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)

    return execute


def number_of(sealed: list[int], dice: random.Random) -> int:
    return dice.randrange(len(sealed)) + 1


def edit(execute, sealed, dice):
    column, value = dice.choice([("name", "khác"), ("verb", "Việc khác"), ("reason", "vì"), ("subject_id", 9)])
    execute(f"UPDATE units_change SET {column} = %s WHERE id = %s", value, dice.choice(sealed))  # noqa: S608


def delete(execute, sealed, dice):
    change = dice.choice(sealed[:-1])
    execute("DELETE FROM units_ledgerentry WHERE change_id = %s", change)
    execute("DELETE FROM units_change WHERE id = %s", change)


def insert(execute, sealed, dice):
    """A forged act, copied from a true one, in no entry or in one at the end."""
    execute(
        "INSERT INTO units_change (at, by_id, verb, subject, subject_id, name, before, after, reason, origin, mark) "
        "SELECT at, by_id, %s, subject, subject_id, name, before, after, reason, origin, mark "
        "FROM units_change WHERE id = %s",
        f"Việc giả {dice.random()}",
        dice.choice(sealed),
    )
    if dice.random() < 0.5:
        seal_changes(now=NOW)


def reorder(execute, sealed, dice):
    one, other = dice.sample(sealed, 2)
    execute("UPDATE units_ledgerentry SET change_id = -1 - change_id WHERE change_id IN (%s, %s)", one, other)
    execute("UPDATE units_ledgerentry SET change_id = %s WHERE change_id = %s", one, -1 - other)
    execute("UPDATE units_ledgerentry SET change_id = %s WHERE change_id = %s", other, -1 - one)


def truncate(execute, sealed, dice):
    last = number_of(sealed[:-1], dice)
    execute("DELETE FROM units_ledgerentry WHERE number > %s", last)
    execute("DELETE FROM units_change WHERE id > %s", sealed[last - 1])


def rehash(execute, sealed, dice):
    """One entry is taken out of the middle and all that follow are numbered and hashed anew, as the program would."""
    gone = dice.choice(sealed[:-1])
    execute("DELETE FROM units_ledgerentry")
    execute("DELETE FROM units_change WHERE id = %s", gone)
    previous, number = "0" * 64, 0
    for change in Change.objects.order_by("pk"):
        number, previous = number + 1, link_of(previous, number + 1, change.pk, change.mark)
        LedgerEntry.objects.create(number=number, change=change, hash=previous, sealed_at=NOW)


@pytest.mark.parametrize("tamper", [edit, delete, insert, reorder, truncate, rehash])
def test_tampering_is_found(sealed, unguarded, tamper, settings):
    assert problems() == []
    outside = settings.LEDGER_HEADS.read_text()
    for seed in range(TRIES):
        with transaction.atomic():
            if connection.vendor == "postgresql":
                unguarded("SET CONSTRAINTS ALL DEFERRED")
            tamper(unguarded, sealed, random.Random(seed))  # noqa: S311  the same tries each time
            assert problems(), f"{tamper.__name__}, seed {seed}"
            transaction.set_rollback(True)
        settings.LEDGER_HEADS.write_text(outside)
    assert problems() == []


def test_head_from_an_issued_report_finds_a_chain_made_anew(sealed, unguarded, settings):
    """The file of heads is gone as well; one head on paper is enough."""
    head = LedgerEntry.objects.first()
    settings.LEDGER_HEADS.unlink()
    rehash(unguarded, sealed, random.Random(1))  # noqa: S311

    assert problems() == []
    found = verify_ledger(heads=[Head(head.number, head.hash)])
    assert [finding.problem for finding in found] == [
        f"sổ dừng ở dòng {ENTRIES - 1} nhưng đã từng có đến dòng {ENTRIES}"
    ]


def test_command_says_whole_or_what_is_broken(sealed, unguarded, capsys):
    call_command("verify_audit")
    assert f"toàn vẹn: đến dòng {ENTRIES}" in capsys.readouterr().out

    unguarded("UPDATE units_change SET name = 'khác' WHERE id = %s", sealed[4])
    with pytest.raises(SystemExit) as exit_:
        call_command("verify_audit")
    assert exit_.value.code == 1
    assert capsys.readouterr().err == f"Dòng 5: nội dung thay đổi số {sealed[4]} không còn như khi ghi.\n"


def test_command_wants_a_head_it_can_read(db):
    with pytest.raises(CommandError):
        call_command("verify_audit", "--head", "abc")
