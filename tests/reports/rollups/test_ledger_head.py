"""An issued roll-up states where the ledger of all acts ended then; by it a ledger written anew is found."""

from importlib import import_module
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from kehoach.lib.ledger import FIRST, link_of
from reports.models import Rollup
from reports.services.rollup_issue import heads_on_rollups, take_back_issue
from tests.factories import NOW
from tests.reports.rollups.conftest import issue, order, url
from units.models import LedgerEntry
from units.services.changes import record_change
from units.services.ledger import Head, current_head, heads_kept, seal_changes, verify_ledger

triggers = import_module("units.migrations.0005_refuse_ledger_changes")


@pytest.fixture
def head(draft, bloc) -> Head:
    """The ledger has lines when the draft is issued, and goes on afterwards."""
    for _ in range(3):
        record_change(bloc.cell, "Sửa đơn vị", by=None, now=NOW)
    seal_changes(now=NOW)
    head = current_head()
    assert head
    return head


@pytest.fixture
def stated(draft, cast, head) -> Rollup:
    rollup = issue(draft, cast.tracker)
    seal_changes(now=NOW)
    return rollup


def test_issuing_states_where_the_ledger_ends(stated, head):
    assert (stated.ledger_number, stated.ledger_hash) == (head.number, head.hash)
    assert heads_on_rollups() == [head]
    assert verify_ledger(heads=heads_kept()) == []


def test_the_word_file_prints_the_whole_of_it(stated, head):
    with ZipFile(BytesIO(stated.files.get(kind="docx").content)) as packed:
        text = packed.read("word/document.xml").decode()

    assert f"Sổ nhật ký: dòng {head.number}, mã {head.hash}." in text


def test_the_page_prints_the_start_of_it(stated, head, as_user, cast):
    page = as_user(cast.standing).get(url("detail", stated)).content.decode()

    assert f"dòng {head.number}, mã" in page
    assert f"{head.hash[:16]}…" in page


def test_without_a_ledger_nothing_is_stated(draft, cast):
    rollup = issue(draft, cast.tracker)

    assert (rollup.ledger_number, rollup.ledger_hash) == (None, "")
    assert heads_on_rollups() == []


def test_taking_back_forgets_it(draft, cast, head):
    order(draft, cast.tracker)
    take_back_issue(rollup=draft, by=cast.tracker, now=NOW)

    draft.refresh_from_db()
    assert (draft.ledger_number, draft.ledger_hash) == (None, "")


def test_a_ledger_written_anew_without_its_file_is_found(stated, settings, capsys):
    """All of it is hashed again and the file of heads is gone: the issued report still tells."""
    settings.LEDGER_HEADS.unlink()
    with connection.cursor() as cursor:
        for statement in triggers.drop_sql(connection.vendor):
            cursor.execute(statement)
    previous, skipped = FIRST, LedgerEntry.objects.order_by("number").first()
    assert skipped
    for entry in LedgerEntry.objects.select_related("change").order_by("number"):
        mark = entry.change.mark if entry.pk != skipped.pk else "0" * 64
        previous = link_of(previous, entry.number, entry.change_id, mark)
        LedgerEntry.objects.filter(pk=entry.pk).update(hash=previous)

    with pytest.raises(SystemExit):
        call_command("verify_audit")

    assert f"Dòng {stated.ledger_number}: mã băm khác với mã đã ghi ngoài sổ hoặc đã in trên báo cáo." in (
        capsys.readouterr().err
    )


@pytest.mark.parametrize("half", [{"ledger_number": 1}, {"ledger_hash": "a" * 64}, {"ledger_number": 0}])
def test_database_refuses_half_a_head(draft, half):
    with pytest.raises(IntegrityError), transaction.atomic():
        Rollup.objects.filter(pk=draft.pk).update(**half)


def test_database_refuses_a_head_on_a_draft(draft):
    with pytest.raises(IntegrityError), transaction.atomic():
        Rollup.objects.filter(pk=draft.pk).update(ledger_number=1, ledger_hash="a" * 64)
