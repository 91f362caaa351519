"""The document's own paragraphs, which line of the proposal each became, and what was not understood: pure.

An owner is the address of a line ("1.2.0") or of a part ("1"), "head" for what stands above the first part or below the
last, or "unread-3" for the fourth passage that was not understood.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tasks.importing.annexes import rows
from tasks.importing.blocks import Block, Piece
from tasks.importing.corrections import BETWEEN, Impossible, find, find_part, joined, parts, walk
from tasks.importing.proposal import Item, Passage, Proposal, Section

HEAD = "head"
UNREAD = "unread-"


def paragraphs_of(pieces: Sequence[Piece]) -> list[Passage]:
    """Every paragraph and every row of a table, in reading order, each with its place."""
    found: list[Passage] = []
    for piece in pieces:
        found += [Passage(piece.full, piece.place)] if isinstance(piece, Block) else rows(piece)
    return [passage for passage in found if passage.text.strip()]


def owners(proposal: Proposal, paragraphs: Sequence[Passage]) -> list[str]:
    """Who owns each paragraph, one for each, in their order."""
    claims = _Claims(paragraphs)
    for address, item in walk(proposal):
        claims.claim(item.quote, address)
    for number, passage in enumerate(proposal.unread):
        claims.claim(passage, f"{UNREAD}{number}")
    claims.claim_parts(proposal)
    return claims.filled()


def before(found: Sequence[str], owner: str) -> str:
    """The line or part that stands in the document before what this owner has; "" when there is none."""
    if owner not in found:
        return ""
    above = found[: found.index(owner)]
    return next((each for each in reversed(above) if each != HEAD and not each.startswith(UNREAD)), "")


def take(proposal: Proposal, number: int, near: str) -> str:
    """Make a line of a passage, behind the line or at the beginning of the part `near`. Gives: its address."""
    passage = _passage(proposal, number)
    fresh = Item(label="", text=passage.text, quote=Passage(passage.text, passage.place))
    if "." in near:
        spot = find(proposal, near)
        spot.siblings.insert(spot.index + 1, fresh)
        address = f"{near.rpartition('.')[0]}.{spot.index + 1}"
    else:
        if not parts(proposal):
            proposal.sections.append(Section(None, None))
        address = f"{near or '0'}.0"
        find_part(proposal, address).items.insert(0, fresh)
    del proposal.unread[number]
    return address


def join(proposal: Proposal, number: int, near: str) -> str:
    """Let a passage go on with the line before it. Gives: its address."""
    if "." not in near:
        raise Impossible("Trước đoạn này không có dòng nào để nối vào.")
    passage, item = _passage(proposal, number), find(proposal, near).item
    item.text = f"{item.text}\n{passage.text}"
    item.quote = joined(item.quote, passage)
    del proposal.unread[number]
    return near


def tell(proposal: Proposal, number: int, near: str) -> str:
    """Let a passage be words of its part, which give no work. Gives: the part's address."""
    part = find_part(proposal, near or "0")
    if not isinstance(part, Section):
        raise Impossible("Nhóm của phụ lục không có lời văn riêng; hãy nối đoạn này vào dòng trước.")
    part.text = "\n".join(filter(None, (part.text, _passage(proposal, number).text)))
    del proposal.unread[number]
    return (near or "0").partition(".")[0]


def leave_out(proposal: Proposal, numbers: Sequence[int], *, left_out: bool) -> None:
    """Say of passages that the plan does without them, or that this is not decided any more."""
    for number in numbers:
        proposal.unread[number] = replace(_passage(proposal, number), left_out=left_out)


def _passage(proposal: Proposal, number: int) -> Passage:
    if not 0 <= number < len(proposal.unread):
        raise LookupError(number)
    return proposal.unread[number]


class _Claims:
    """Finds the paragraphs of a quote: first by its place, then by its words, those that follow first."""

    def __init__(self, paragraphs: Sequence[Passage]) -> None:
        self._paragraphs = paragraphs
        self._found = [""] * len(paragraphs)
        self._by_place: dict[str, list[int]] = defaultdict(list)
        self._by_text: dict[str, list[int]] = defaultdict(list)
        for number, paragraph in enumerate(paragraphs):
            self._by_place[paragraph.place].append(number)
            self._by_text[paragraph.text].append(number)

    def claim(self, quote: Passage, owner: str) -> None:
        here = [number for place in quote.place.split(BETWEEN) for number in self._by_place.get(place, ())]
        last = -1
        for text in filter(None, quote.text.split("\n")):
            for number in self._candidates(text, here, last):
                if not self._found[number]:
                    self._found[number] = owner
                    last = number
                    break

    def claim_parts(self, proposal: Proposal) -> None:
        """The headings and the own words of parts, in their order, among what no line has."""
        after = 0
        for number, part in enumerate(parts(proposal)):
            title = (part.title or "").split("\n")[0]
            for index in range(after, len(self._found)):
                if title and not self._found[index] and title in self._paragraphs[index].text:
                    self._found[index], after = str(number), index + 1
                    break
            for text in getattr(part, "text", "").split("\n"):
                free = (index for index in self._by_text.get(text, ()) if not self._found[index])
                if (index := next(free, None)) is not None:
                    self._found[index] = str(number)

    def filled(self) -> list[str]:
        """What nobody claimed belongs to the part where it stands; above the first and below the last, to the head."""
        owned = [number for number, owner in enumerate(self._found) if owner and not owner.startswith(UNREAD)]
        last = owned[-1] if owned else -1
        current = HEAD
        for number, owner in enumerate(self._found):
            if owner and not owner.startswith(UNREAD):
                current = owner.partition(".")[0]
            elif not owner:
                self._found[number] = current if number <= last else HEAD
        return self._found

    def _candidates(self, text: str, here: Sequence[int], last: int) -> Iterator[int]:
        same = self._by_text.get(text, [])
        yield from (number for number in same if number in here)
        yield from (number for number in same if number > last >= 0)
        yield from (number for number in here if text in self._paragraphs[number].text)
        yield from (number for number in here if self._paragraphs[number].text in text)
        yield from same
