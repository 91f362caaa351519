"""Labelled plans: documents of our own wording in the structures that offices use, with what a person reads in them.

A document is one `.plan` file (source.py explains the form) or a seeded generator (long.py); build.py makes the file
that is imported. The PDF files beside the sources were printed from their Word form by an office program.
"""

from pathlib import Path

from tests.tasks.importing.corpus import long, real
from tests.tasks.importing.corpus.build import build
from tests.tasks.importing.corpus.source import Labelled, parse

FOLDER = Path(__file__).parent

__all__ = ["Labelled", "documents", "file_of"]


def documents() -> list[Labelled]:
    """Every labelled document, in the order of their names, and the real plan where it is."""
    written = [parse(path.stem, path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.plan"))]
    plans = [parse(*real.source())] if real.PLAN.exists() else []
    return [*written, parse(*long.source()), *plans]


def file_of(document: Labelled) -> tuple[bytes, str]:
    """(bytes, file name) of a labelled document as an office would upload it."""
    if document.name == real.PLAN.stem:
        return real.PLAN.read_bytes(), real.PLAN.name
    printed = FOLDER / f"{document.name}.pdf"
    data = printed.read_bytes() if document.form == "pdf" else build(document, document.form)
    return data, f"{document.name}.{document.form}"
