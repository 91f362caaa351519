"""manage.py propose_plan FILE: show as JSON what the importer would propose for a document. Changes nothing."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from tasks.importing import ACCEPTED, Limits, Refused, propose

REFUSED = 2


class Command(BaseCommand):
    """Prints the proposal and ends with 0, or one sentence on standard error and ends with 2. Needs no database."""

    help = "In đề xuất nhập kế hoạch từ một tệp, dưới dạng JSON."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help=f"tệp {ACCEPTED}")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            proposal = propose(file.read_bytes(), file.name, limits=Limits(pages=settings.IMPORT_MAX_PAGES))
        except OSError:
            self._refuse(f"Không mở được tệp {file}; hãy kiểm tra lại đường dẫn.")
        except Refused as refusal:
            self._refuse(str(refusal))
        else:
            self.stdout.write(json.dumps(proposal.to_dict(), ensure_ascii=False, indent=2))

    def _refuse(self, sentence: str) -> None:
        self.stderr.write(sentence, style_func=str)
        sys.exit(REFUSED)
