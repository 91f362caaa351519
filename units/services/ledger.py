"""The ledger of all acts: seal what was written into a chain, keep its head outside, and prove the whole.

Source: reliability.md, promise 7: any change of history is detectable.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max

from kehoach.lib.ledger import FIRST, link_of, mark_of
from units.models import Change, LedgerEntry
from units.signals import heads_asked

BATCH = 2000
WINDOW = 200_000  # changes that others may write while one long transaction, such as work given to all units, lasts
SHOWN = 100  # findings, then it is enough


@dataclass(frozen=True)
class Head:
    """Where the chain ended once, as it was noted outside the database."""

    number: int
    hash: str


@dataclass(frozen=True)
class Finding:
    number: int | None  # of the entry; None for what lies in no entry
    problem: str


def seal_changes(*, now: datetime) -> int:
    """Give every change that is not in the ledger yet its number and hash, and note the head outside.

    Gives: how many were sealed. Repeat: 0. Two at a time: the number is unique, so the second stops.
    """
    sealed = 0
    try:
        while count := _seal_batch(now):
            sealed += count
    except IntegrityError:  # another worker is at it; it takes ours as well
        return sealed
    if sealed:
        _note_head()
    return sealed


@transaction.atomic
def _seal_batch(now: datetime) -> int:
    last = LedgerEntry.objects.first()
    changes = list(Change.objects.filter(entry=None, pk__gt=_floor()).order_by("pk")[:BATCH])
    number, previous = (last.number, last.hash) if last else (0, FIRST)
    entries = []
    for change in changes:
        number, previous = number + 1, link_of(previous, number + 1, change.pk, change.mark)
        entries.append(LedgerEntry(number=number, change=change, hash=previous, sealed_at=now))
    LedgerEntry.objects.bulk_create(entries)
    return len(entries)


def _floor() -> int:
    """Below it all is sealed, so that a chain of millions is not read again each time."""
    newest = LedgerEntry.objects.aggregate(newest=Max("change"))["newest"]
    return (newest or 0) - WINDOW


def _note_head() -> None:
    """One line more in the file of heads, where a change of the database cannot reach it."""
    head = LedgerEntry.objects.latest("number")
    path: Path = settings.LEDGER_HEADS
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.write(f"{head.number} {head.hash} {head.sealed_at.isoformat()}\n")


def current_head() -> Head | None:
    """Where the chain ends now; None before the first sealing. Queries: 1."""
    last = LedgerEntry.objects.first()
    return Head(last.number, last.hash) if last else None


def heads_kept() -> list[Head]:
    """All heads to hold the chain against: those noted outside, and those that other apps keep with what they froze."""
    answers: list[tuple[Any, Any]] = heads_asked.send(sender=LedgerEntry)
    return [*heads_noted(), *(head for _, heads in answers for head in heads)]


def heads_noted() -> list[Head]:
    """All heads noted outside, the oldest first; none before the first sealing."""
    path: Path = settings.LEDGER_HEADS
    if not path.exists():
        return []
    lines = (line.split() for line in path.read_text().splitlines())
    return [Head(int(parts[0]), parts[1]) for parts in lines if len(parts) == 3]


def verify_ledger(*, heads: list[Head]) -> list[Finding]:
    """Read the whole chain and say where it is broken; an empty list is a proof.

    Takes: heads: see heads_kept, and those that somebody reads off a printed report. Gives: at most SHOWN findings.
    Memory: flat. Queries: one through all entries, one for changes outside the chain.
    """
    findings: list[Finding] = []
    noted: dict[int, set[str]] = defaultdict(set)
    for head in heads:
        noted[head.number].add(head.hash)
    for finding in _findings(noted):
        findings.append(finding)
        if len(findings) == SHOWN:
            break
    return findings


def _findings(heads: Mapping[int, set[str]]) -> Iterator[Finding]:
    number, previous = 0, FIRST
    for entry in LedgerEntry.objects.select_related("change").order_by("number").iterator(chunk_size=BATCH):
        if entry.number != number + 1:
            yield Finding(entry.number, f"thiếu các dòng từ {number + 1} đến {entry.number - 1}")
        yield from _about(entry, previous)
        if heads.get(entry.number, {entry.hash}) != {entry.hash}:
            yield Finding(entry.number, "mã băm khác với mã đã ghi ngoài sổ hoặc đã in trên báo cáo")
        number, previous = entry.number, entry.hash
    beyond = max(heads, default=0)
    if beyond > number:
        yield Finding(None, f"sổ dừng ở dòng {number} nhưng đã từng có đến dòng {beyond}")
    yield from _outside(_floor())


def _outside(floor: int) -> Iterator[Finding]:
    """What lies in no entry: written a moment ago, or put in past this system."""
    for change in Change.objects.filter(entry=None).order_by("pk").iterator(chunk_size=BATCH):
        if change.mark != mark_of(settings.LEDGER_KEY, change.facts()):
            yield Finding(None, f"thay đổi số {change.pk} không do hệ thống này ghi")
        elif change.pk <= floor:
            yield Finding(None, f"thay đổi số {change.pk} chưa được vào sổ")


def _about(entry: LedgerEntry, previous: str) -> Iterator[Finding]:
    change = entry.change
    if change.mark != mark_of(settings.LEDGER_KEY, change.facts()):
        yield Finding(entry.number, f"nội dung thay đổi số {change.pk} không còn như khi ghi")
    if entry.hash != link_of(previous, entry.number, change.pk, change.mark):
        yield Finding(entry.number, "mã băm không nối tiếp dòng trước")
