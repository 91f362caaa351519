"""What a person does to a proposal, line by line: pure, on the proposal itself.

A part is a section of the plan or a group of an annex; "1.2.0" is the address of the first line under the third line of
the second part. Addresses hold for one version of the proposal only.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from tasks.importing import labels
from tasks.importing.proposal import Annex, Group, Item, Passage, Proposal, Section

BY_HAND = "thêm khi sửa"
BETWEEN = "; "  # between the places of a quote that was put together


class Impossible(Exception):
    """This line cannot be moved so; str() says why in Vietnamese."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a line stands: among which lines, as which of them, under which line."""

    siblings: list[Item]
    index: int
    parent: Item | None

    @property
    def item(self) -> Item:
        return self.siblings[self.index]


def parts(proposal: Proposal) -> list[Section | Group]:
    """The sections, then the groups of the annexes, in the document's order."""
    return [*proposal.sections, *(group for annex in proposal.annexes for group in annex.groups)]


def titles(proposal: Proposal) -> list[str]:
    """What each part is called, beside its numeral; a group carries its annex's title."""
    named = [section.title or "" for section in proposal.sections]
    return named + [_group_title(annex, group) for annex in proposal.annexes for group in annex.groups]


def walk(proposal: Proposal) -> Iterator[tuple[str, Item]]:
    """Every line with its address, in the document's order."""
    for number, part in enumerate(parts(proposal)):
        yield from _walk(part.items, str(number))


def first_change(before: Proposal, after: Proposal) -> str:
    """The first line that is not as it was; the last of all where only lines behind it went; empty for none."""
    address = ""
    for was, now in zip_longest(walk(before), walk(after)):
        if now is None:
            return address
        address, item = now
        if was is None or was[0] != address or replace(was[1], items=[]) != replace(item, items=[]):
            return address
    return ""


def find_part(proposal: Proposal, address: str) -> Section | Group:
    """The part that holds this address, or has it. Errors: LookupError."""
    return parts(proposal)[_numbers(address)[0]]


def find(proposal: Proposal, address: str) -> Spot:
    """Where the line with this address stands. Errors: LookupError."""
    _, *steps = _numbers(address)
    if not steps:
        raise LookupError(address)
    siblings, parent = find_part(proposal, address).items, None
    for step in steps[:-1]:
        parent = siblings[step]
        siblings = parent.items
    spot = Spot(siblings, steps[-1], parent)
    if spot.index >= len(siblings):
        raise LookupError(address)
    return spot


def add_line(proposal: Proposal, address: str) -> str:
    """A new empty line after this one (after its own lines), or at the end of a part. Gives: its address."""
    fresh = Item(label="", text="", quote=Passage("", BY_HAND))
    if "." not in address:
        items = find_part(proposal, address).items
        items.append(fresh)
        return f"{address}.{len(items) - 1}"
    spot = find(proposal, address)
    spot.siblings.insert(spot.index + 1, fresh)
    return f"{address.rpartition('.')[0]}.{spot.index + 1}"


def remove_line(proposal: Proposal, address: str) -> None:
    """Take a line out; its words, and those of the lines under it, are again what is not understood."""
    spot = find(proposal, address)
    removed = [spot.item, *(item for _, item in _walk(spot.item.items, address))]
    proposal.unread += [item.quote for item in removed if item.quote.text]
    del spot.siblings[spot.index]


def promote_line(proposal: Proposal, address: str) -> None:
    """One level up, behind its parent; the lines that followed it now stand under it, so the order stays."""
    spot = find(proposal, address)
    if spot.parent is None:
        raise Impossible("Dòng này đã ở cấp cao nhất của mục.")
    item = spot.item
    item.items += spot.siblings[spot.index + 1 :]
    del spot.siblings[spot.index :]
    above = find(proposal, address.rpartition(".")[0])
    above.siblings.insert(above.index + 1, item)


def demote_line(proposal: Proposal, address: str) -> None:
    """One level down, under the line before it."""
    spot = find(proposal, address)
    if spot.index == 0:
        raise Impossible("Không có dòng nào đứng trước cùng cấp để đưa dòng này vào.")
    item = spot.siblings.pop(spot.index)
    spot.siblings[spot.index - 1].items.append(item)


def merge_line(proposal: Proposal, address: str) -> None:
    """One line with the line before it, whose label, role and deadline stay; nothing of the words is lost."""
    spot = find(proposal, address)
    item = spot.item
    if spot.index:
        before = spot.siblings[spot.index - 1]
        while before.items:
            before = before.items[-1]
        del spot.siblings[spot.index]
        before.items += item.items
    elif spot.parent:
        before = spot.parent
        spot.siblings[:1] = item.items
    else:
        raise Impossible("Đây là dòng đầu của mục, không có dòng trước để nối.")
    absorb(before, item)


def move_line(proposal: Proposal, address: str, steps: int) -> None:
    """Before the line above it on the same level (-1), or behind the one below (1), with all lines under it."""
    spot = find(proposal, address)
    if not 0 <= spot.index + steps < len(spot.siblings):
        raise Impossible("Dòng này đã ở đầu hoặc cuối các dòng cùng cấp; dùng “Chuyển đến” để đưa sang chỗ khác.")
    spot.siblings.insert(spot.index + steps, spot.siblings.pop(spot.index))


def split_line(proposal: Proposal, address: str, texts: Sequence[str]) -> None:
    """Make a line of each text, one behind the other; who, when and how often is the same for all.

    What the line asks to be counted and its product stay with the first, the lines under it go to the last.
    """
    spot = find(proposal, address)
    item, below = spot.item, spot.item.items
    pieces = [item, *(replace(item, label="", product=None, indicators=[], continues=None) for _ in texts[1:])]
    for piece, text in zip(pieces, texts, strict=True):
        label = labels.read(text) if piece is not item else None
        piece.label, piece.text = (label.text, text[label.end :].strip()) if label else (piece.label, text)
        piece.assignees, piece.items = list(item.assignees), []
    pieces[-1].items = below
    spot.siblings[spot.index : spot.index + 1] = pieces


def joined(first: Passage, second: Passage) -> Passage:
    """Two quotes as one, with both places."""
    places = dict.fromkeys(place for each in (first, second) for place in each.place.split(BETWEEN) if place)
    return Passage("\n".join(filter(None, (first.text, second.text))), BETWEEN.join(places))


def absorb(before: Item, item: Item) -> None:
    """Add all that one line says to another; the lines under it are the caller's."""
    before.text = " ".join(part for part in (before.text, item.text) if part)
    before.quote = joined(before.quote, item.quote)
    before.continues = before.continues or item.continues
    named = {assignee.name for assignee in before.assignees}
    leads = any(assignee.role == "lead" for assignee in before.assignees)
    for assignee in item.assignees:
        if assignee.name not in named:
            role = "implement" if leads and assignee.role == "lead" else assignee.role
            before.assignees.append(replace(assignee, role=role))
    before.deadline = before.deadline or item.deadline
    before.product = before.product or item.product
    before.indicators += item.indicators


def _walk(items: list[Item], address: str) -> Iterator[tuple[str, Item]]:
    for number, item in enumerate(items):
        yield f"{address}.{number}", item
        yield from _walk(item.items, f"{address}.{number}")


def _numbers(address: str) -> list[int]:
    numbers = address.split(".")
    if not all(number.isdecimal() for number in numbers):
        raise LookupError(address)
    return [int(number) for number in numbers]


def _group_title(annex: Annex, group: Group) -> str:
    return " – ".join(part for part in (annex.title, group.title) if part)
