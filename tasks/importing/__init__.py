"""Document -> outline -> proposal. Pure: no database, no model, no clock; the same bytes always give the same proposal.

The door is `propose`; everything else in this package stands behind it. Words: proposal.py; formats: readers/.
"""

from collections.abc import Sequence

from kehoach.lib.secrecy import REFUSAL, is_marked_secret
from tasks.importing.blocks import every_block
from tasks.importing.bodies import KnownUnit
from tasks.importing.passages import paragraphs_of
from tasks.importing.proposal import Proposal
from tasks.importing.readers import ACCEPTED, READERS, kind_of, read
from tasks.importing.refusal import Limits, Progress, Refused
from tasks.importing.understanding import understand

__all__ = ["ACCEPTED", "SUFFIXES", "KnownUnit", "Limits", "Proposal", "Refused", "kind_of", "propose"]

SUFFIXES = tuple(READERS)


def propose(
    data: bytes,
    filename: str,
    *,
    units: Sequence[KnownUnit] = (),
    limits: Limits | None = None,
    progress: Progress = lambda done, of: None,
) -> Proposal:
    """The plan that a document holds, as a proposal for a person to confirm.

    Takes: the bytes of the file, its name (the ending says the format), the units that names are matched with, who is
    told how far the reading is.
    Errors: Refused, with one Vietnamese sentence.
    Repeat: the same input gives the same proposal.
    """
    limits = limits or Limits()
    pieces = read(data, filename, limits, progress)
    size = sum(len(block.full) for block in every_block(pieces))
    if not size:
        raise Refused("Không tìm thấy chữ nào trong tệp; nếu là ảnh quét, hãy dùng bản có chữ của văn bản.")
    if size > limits.pages * limits.characters_per_page:
        raise Refused(limits.too_long)
    if is_marked_secret(block.text for block in every_block(pieces)):
        raise Refused(REFUSAL)
    proposal = understand(pieces, units)
    proposal.paragraphs = paragraphs_of(pieces)
    return proposal
