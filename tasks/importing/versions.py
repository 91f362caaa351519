"""A new version of a plan beside the one there is: which line goes on with which. Pure.

Lines are the same when their words are; else those go together whose words are nearest, with the label and the section
to decide between equals. What a person says of a line (Item.continues) is theirs to change afterwards.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kehoach.lib.vietnamese import fold
from tasks.importing.corrections import find_part, walk
from tasks.importing.proposal import Item, Proposal

ALIKE = 0.6  # the share of words that two lines must have in common to be one
FREQUENT = 50  # a word in more lines than this says nothing about which is meant
LOOKED_AT = 8  # the lines with the most rare words in common, compared in full
TIE = 0.04  # what the same label and the same section add, each


@dataclass(frozen=True)
class Kept:
    """One line of the plan as it stands."""

    pk: int
    label: str
    text: str
    section: str


def continue_lines(proposal: Proposal, kept: Sequence[Kept]) -> None:
    """Write into every line which line of the plan it goes on with, each at most once."""
    fresh = [(item, _title(proposal, address)) for address, item in walk(proposal)]
    left = _same(fresh, kept)
    _alike([(item, title) for item, title in fresh if item.continues is None], left)


def moved(order: Sequence[int]) -> set[int]:
    """Those of the old lines that changed places: the fewest without which the others keep their order.

    Takes: order: the places in the old version, in the order of the new.
    """
    piles: list[list[tuple[int, int]]] = []  # patience: (place, how many lie on the pile before)
    for place in order:
        low, high = 0, len(piles)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if piles[middle][-1][0] < place else (low, middle)
        if low == len(piles):
            piles.append([])
        piles[low].append((place, len(piles[low - 1]) if low else 0))
    still: set[int] = set()
    size = len(piles[-1]) if piles else 0
    for pile in reversed(piles):
        place, size = pile[size - 1]
        still.add(place)
    return set(order) - still


def _same(fresh: Iterable[tuple[Item, str]], kept: Sequence[Kept]) -> list[Kept]:
    """Lines with the same words; of several, that with the same section and label, then the first. Gives: the rest."""
    by_text: dict[str, list[Kept]] = defaultdict(list)
    for line in kept:
        by_text[fold(line.text)].append(line)
    for item, title in fresh:
        if found := by_text.get(fold(item.text)):
            best = max(found, key=lambda line: _tie(line, item, title))
            found.remove(best)
            item.continues = best.pk
    return [line for lines in by_text.values() for line in lines]


def _alike(fresh: Sequence[tuple[Item, str]], kept: Sequence[Kept]) -> None:
    words = [Counter(fold(line.text).split()) for line in kept]
    having: dict[str, list[int]] = defaultdict(list)
    for number, counted in enumerate(words):
        for word in counted:
            having[word].append(number)
    scores: list[tuple[float, int, int]] = []
    for index, (item, title) in enumerate(fresh):
        own = Counter(fold(item.text).split())
        rare = Counter(number for word in own if len(having[word]) <= FREQUENT for number in having[word])
        for number, _ in rare.most_common(LOOKED_AT):
            share = 2 * (own & words[number]).total() / (own.total() + words[number].total())
            if share >= ALIKE:
                scores.append((share + TIE * _tie(kept[number], item, title), index, number))
    taken: set[int] = set()
    for _, index, number in sorted(scores, key=lambda score: (-score[0], score[1], score[2])):
        item = fresh[index][0]
        if item.continues is None and number not in taken:
            item.continues = kept[number].pk
            taken.add(number)


def _tie(line: Kept, item: Item, title: str) -> int:
    return (line.label == item.label) + (fold(line.section) == fold(title))


def _title(proposal: Proposal, address: str) -> str:
    return find_part(proposal, address).title or ""
