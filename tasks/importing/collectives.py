"""Which kinds of units a collective name means: "các chi ủy, đảng ủy cơ sở" are base cells and base committees."""

import re

from tasks.importing.words import flat

_PATTERNS = (
    (r"chi (?:uy|bo) truc thuoc|chi bo,? (?:to dang )?truc thuoc", ("cell",)),
    (r"dang bo bo phan|dang uy bo phan", ("sub_committee",)),
    (r"cap uy|to chuc (?:co so )?dang", ("base_cell", "base_committee")),
    (r"chi(?: uy| bo)?,? (?:va )?dang (?:uy|bo)", ("base_cell", "base_committee")),
    (r"dang (?:uy|bo),? (?:va )?chi (?:uy|bo)", ("base_cell", "base_committee")),
    (r"chi (?:uy|bo)", ("base_cell",)),
    (r"dang (?:uy|bo)", ("base_committee",)),
    (r"doan the|to chuc chinh tri", ("mass",)),
    (r"ban (?:tham muu|xay dung dang|dang)|cac ban\b", ("board",)),
)  # fmt: skip


def kinds_named(phrase: str) -> list[str]:
    """The kinds of units a phrase names, as units.models.Unit.Kind has them; empty when it is not clear."""
    folded = flat(phrase)
    return next((list(kinds) for pattern, kinds in _PATTERNS if re.search(pattern, folded)), [])
