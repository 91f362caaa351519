"""Reading the image of a page with tesseract (Vietnamese) and pdftoppm, where both are installed on the machine."""

import shutil
import subprocess
from functools import cache

from tasks.importing.readers.pdf_page import Run

_DOTS = 300  # to the inch
_POINTS = 72 / _DOTS
_WORD_LEVEL = "5"
_SURE = 20.0  # of 100: what is recognised with less is dirt on the paper
_LETTER_SHARE = 0.75  # of the height of a line: its letters without room above and below


@cache
def is_installed() -> bool:
    """Whether both programs are there, with the Vietnamese letters."""
    if not (shutil.which("tesseract") and shutil.which("pdftoppm")):
        return False
    listed = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False)  # noqa: S607
    return "vie" in listed.stdout.split()


def runs_of(data: bytes, page: int, seconds: float) -> list[Run] | None:
    """The words of one page of a PDF with where they stand; None when that takes longer than the given seconds."""
    number = str(page)
    try:
        image = _output(["pdftoppm", "-r", str(_DOTS), "-gray", "-f", number, "-l", number, "-png", "-"], data, seconds)
        table = _output(["tesseract", "stdin", "stdout", "-l", "vie", "tsv"], image, seconds)
    except subprocess.TimeoutExpired:
        return None
    return words_of(table.decode("utf-8", "replace"))


def words_of(table: str) -> list[Run]:
    """The words in tesseract's table; the words of a line share its base."""
    found: list[tuple[tuple[str, ...], str, float, float, float, float]] = []
    for row in table.splitlines()[1:]:
        fields = row.split("\t")
        if len(fields) == 12 and fields[0] == _WORD_LEVEL and float(fields[10]) >= _SURE and fields[11].strip():
            left, top, width, height = (float(value) for value in fields[6:10])
            found.append((tuple(fields[1:5]), fields[11], left, left + width, top, top + height))
    runs: list[Run] = []
    for line in dict.fromkeys(one[0] for one in found):
        words = [one for one in found if one[0] == line]
        high, low = min(one[4] for one in words), max(one[5] for one in words)
        size = (low - high) * _LETTER_SHARE * _POINTS
        runs += [Run(one[1], one[2] * _POINTS, one[3] * _POINTS, -low * _POINTS, size) for one in words]
    return runs


def _output(command: list[str], data: bytes, seconds: float) -> bytes:
    timeout = max(seconds, 1.0)
    done = subprocess.run(command, input=data, capture_output=True, check=True, timeout=timeout)  # noqa: S603
    return done.stdout
