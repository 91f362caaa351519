"""Slips to cut from A4 sheets, each with what lets one person in."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from kehoach.lib.office_files.pdf import typeset

TEMPLATE = Path(__file__).with_name("slips.typ")
LONGEST_UNIT = 110  # letters of a unit's name that fit on a slip


@dataclass(frozen=True)
class Slip:
    """What is printed for one person."""

    name: str
    unit: str
    username: str
    code: str


def slips_pdf(slips: Iterable[Slip], *, issuer: str, address: str, given: str, until: str, fonts: Path) -> bytes:
    """Eight slips a sheet. Takes: given, until: moments in words."""
    rows = [asdict(slip) | {"unit": _shortened(slip.unit)} for slip in slips]
    return typeset(
        TEMPLATE,
        {"slips": rows, "issuer": issuer, "address": address, "given": given, "until": until},
        fonts=fonts,
    )


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_UNIT else f"{text[:LONGEST_UNIT].rstrip()}…"
