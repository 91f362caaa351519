"""Document -> outline -> proposal. Pure: no database, no model, no clock; the same bytes always give the same proposal.

The door is `propose`; everything else in this package stands behind it. Words: proposal.py; formats: readers/.
"""

from collections.abc import Sequence

from kehoach.lib.secrecy import REFUSAL, is_marked_secret
from tasks.importing.blocks import every_block
from tasks.importing.bodies import KnownUnit
from tasks.importing.proposal import Proposal
from tasks.importing.readers import READERS, read
from tasks.importing.refusal import Limits, Refused
from tasks.importing.understanding import understand

__all__ = ["SUFFIXES", "KnownUnit", "Limits", "Proposal", "Refused", "propose"]

SUFFIXES = tuple(READERS)


def propose(data: bytes, filename: str, *, units: Sequence[KnownUnit] = (), limits: Limits | None = None) -> Proposal:
    """The plan that a document holds, as a proposal for a person to confirm.

    Takes: the bytes of the file, its name (the ending says the format), the units that names are matched with.
    Errors: Refused, with one Vietnamese sentence.
    Repeat: the same input gives the same proposal.
    """
    limits = limits or Limits()
    pieces = read(data, filename, limits)
    size = sum(len(block.full) for block in every_block(pieces))
    if not size:
        raise Refused("Không tìm thấy chữ nào trong tệp; nếu là ảnh quét, hãy dùng bản có chữ của văn bản.")
    if size > limits.characters:
        raise Refused("Văn bản quá dài (hơn 300 trang); hãy tách thành nhiều tệp.")
    if is_marked_secret(block.text for block in every_block(pieces)):
        raise Refused(REFUSAL)
    return understand(pieces, units)
