"""Acts on several lines of a proposal at once: pure. Lines are held themselves, for addresses move with every act."""

from collections.abc import Callable, Sequence

from tasks.importing.corrections import Impossible, absorb, find, find_part, walk
from tasks.importing.proposal import Assignee, Deadline, Item, Proposal

Act = Callable[[Proposal, str], None]


def lines_of(proposal: Proposal, addresses: Sequence[str]) -> list[Item]:
    """The lines with these addresses, in the document's order. Errors: LookupError, also when there are none."""
    if not addresses:
        raise LookupError
    wanted = {id(find(proposal, address).item) for address in addresses}
    return [item for _, item in walk(proposal) if id(item) in wanted]


def address_of(proposal: Proposal, item: Item) -> str:
    """Where a line stands now; "" when it is in the proposal no longer."""
    return next((address for address, each in walk(proposal) if each is item), "")


def each(proposal: Proposal, addresses: Sequence[str], act: Act) -> str:
    """Do one act on every line; a line under another of them goes with it. Gives: where the first stands now."""
    items = _tops(proposal, addresses)
    for item in items:
        act(proposal, address_of(proposal, item))
    return address_of(proposal, items[0])


def merge_lines(proposal: Proposal, addresses: Sequence[str]) -> str:
    """Make one line of several: the first, with the words, the bodies and the lines below of all others."""
    first, *others = lines_of(proposal, addresses)
    for item in others:
        spot = find(proposal, address_of(proposal, item))
        if spot.parent is first:
            spot.siblings[spot.index : spot.index + 1] = item.items
        else:
            del spot.siblings[spot.index]
            first.items += item.items
        item.items = []
        absorb(first, item)
    return address_of(proposal, first)


def move_lines(proposal: Proposal, addresses: Sequence[str], to: str) -> str:
    """Put lines behind a line, on its level, or at the end of a part, in their order, with all lines under them."""
    items = _tops(proposal, addresses)
    behind = find(proposal, to).item if "." in to else None
    siblings = None if behind else find_part(proposal, to).items
    if behind and any(inner is behind for item in items for inner in _with_below(item)):
        raise Impossible("Không chuyển một dòng vào ngay sau chính nó hoặc vào trong nó được.")
    for item in items:
        spot = find(proposal, address_of(proposal, item))
        del spot.siblings[spot.index]
    if behind:
        spot = find(proposal, address_of(proposal, behind))
        spot.siblings[spot.index + 1 : spot.index + 1] = items
    elif siblings is not None:
        siblings += items
    return address_of(proposal, items[0])


def give_lines(items: Sequence[Item], given: Sequence[Assignee], *, instead: bool) -> None:
    """Give every line to these bodies too, or to them instead of those it has. Errors: Impossible: a second lead."""
    names = {one.name for one in given}
    for item in items:
        kept = [] if instead else [one for one in item.assignees if one.name not in names]
        leads = sum(1 for one in (*kept, *given) if one.role == "lead")
        if leads > 1:
            raise Impossible(f"“{item.text[:60]}” đã có đơn vị chủ trì khác. Mỗi nhiệm vụ chỉ có một đơn vị chủ trì.")
        item.assignees = [*kept, *given]


def date_lines(items: Sequence[Item], deadline: Deadline | None) -> None:
    """Give every line this deadline, or none."""
    for item in items:
        item.deadline = deadline


def report_lines(items: Sequence[Item], period: str | None) -> None:
    """Say of every line how often it is reported on; None: as the plan."""
    for item in items:
        item.period = period


def call_lines(items: Sequence[Item], *, is_task: bool) -> None:
    """Say of every line whether it is a task."""
    for item in items:
        item.is_task = is_task


def _tops(proposal: Proposal, addresses: Sequence[str]) -> list[Item]:
    """The lines without those that stand under another of them."""
    chosen = set(addresses)
    above = {address: address.split(".")[:-1] for address in addresses}
    tops = [
        address
        for address, steps in above.items()
        if not any(".".join(steps[:count]) in chosen for count in range(1, len(steps) + 1))
    ]
    return lines_of(proposal, tops)


def _with_below(item: Item) -> list[Item]:
    return [item, *(inner for below in item.items for inner in _with_below(below))]
