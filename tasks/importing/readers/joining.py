"""Putting the lines of one paragraph together again."""

import re

_CUT_WORD = re.compile(r"[^\s\-–/][/\-–]$")  # "Số 12-", "20-NQ/": the sign belongs to both sides


def join(first: str, second: str) -> str:
    """Two printed lines of one paragraph as one text; a number or symbol cut at its hyphen or stroke is mended."""
    if not first or not second:
        return first or second
    if first.endswith("\N{SOFT HYPHEN}"):
        return first[:-1] + second
    glue = "" if _CUT_WORD.search(first) and second[0].isalnum() else " "
    return f"{first}{glue}{second}"
