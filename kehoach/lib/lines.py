"""Lines of a text that units wrote: what each says, without its bullet and without the mark of where it came from."""

import re

from kehoach.lib.vietnamese import fold

NOTHING = ("", "khong", "khong co", "chua co")
_BULLET = re.compile(r"^[-–+•*]\s*")
_ORIGIN = re.compile(r"\s*\((Nhiệm vụ [^()]*, )?ngày \d{1,2}/\d{1,2}/\d{4}\)$")  # as a pull marks an update's day


def bare_lines(text: str) -> list[str]:
    """The lines that say something, in order."""
    return [line for line, _ in keyed_lines(text)]


def keyed_lines(text: str) -> list[tuple[str, str]]:
    """The same, each with its key."""
    lines = [_ORIGIN.sub("", _BULLET.sub("", " ".join(line.split()))) for line in text.splitlines()]
    return [(line, key) for line in lines if (key := line_key(line)) not in NOTHING]


def line_key(line: str) -> str:
    """The line as it is compared: two that differ only in accents, case or a full stop say the same."""
    return fold(line).rstrip(".")
