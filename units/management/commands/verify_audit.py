from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from units.models import LedgerEntry
from units.services.ledger import Head, heads_kept, verify_ledger


class Command(BaseCommand):
    help = (
        "Read the whole ledger and say whether any line was edited, deleted, put in, moved or cut off. "
        "Exit 0: whole. Exit 1: the findings."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--head",
            metavar="NUMBER:HASH",
            action="append",
            default=[],
            help="a head of the chain kept elsewhere, as issued reports carry it; may be given several times",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        heads = [*heads_kept(), *(_head(text) for text in options["head"])]
        findings = verify_ledger(heads=heads)
        if findings:
            for finding in findings:
                place = f"Dòng {finding.number}" if finding.number else "Sổ"
                self.stderr.write(f"{place}: {finding.problem}.")
            raise SystemExit(1)
        last = LedgerEntry.objects.first()
        where = f"đến dòng {last.number}, mã {last.hash}" if last else "chưa có dòng nào"
        self.stdout.write(f"Sổ nhật ký toàn vẹn: {where}; đã đối chiếu {len(heads)} mã ghi ngoài sổ.")


def _head(text: str) -> Head:
    number, _, digits = text.partition(":")
    if not number.isdigit() or not digits:
        raise CommandError("--head: NUMBER:HASH, e.g. 120:9f86d0…")
    return Head(int(number), digits)
