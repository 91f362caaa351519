"""What changed between two texts, word by word, as a reader marks it.

    marked_words("Đã họp 2 buổi.", "Đã họp 3 buổi.").after    # same "Đã họp ", changed "3", same " buổi."

Words are compared as they stand in NFC; a number with its points, a date and a word with its marks are one word each.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from kehoach.lib.vietnamese import normalize

_TOKEN = re.compile(r"\d+(?:[.,/]\d+)*|\w+|\s+|[^\w\s]")
ALIKE = 0.35  # below this share of common words the text was written anew, and marks would only disturb
MOST_PAIRS = 4_000_000  # of words to compare; beyond it a diff takes longer than reading


@dataclass(frozen=True)
class Piece:
    """Words that stand together. Takes: changed: not in the other text."""

    text: str
    changed: bool


@dataclass(frozen=True)
class Marked:
    """Two texts with what is only in one of them. `is_new`: they have too little in common to mark anything."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    is_new: bool = False

    @property
    def is_same(self) -> bool:
        return not self.is_new and not any(piece.changed for piece in (*self.before, *self.after))


def marked_words(before: str, after: str) -> Marked:
    """The two texts, marked. Blank spaces at the ends and line ends of another machine are no change."""
    old, new = _plain(before), _plain(after)
    words = _TOKEN.findall(old), _TOKEN.findall(new)
    if old == new:
        return Marked(_whole(old), _whole(new))
    if not old or not new:
        return Marked(_whole(old, changed=True), _whole(new, changed=True))
    if len(words[0]) * len(words[1]) > MOST_PAIRS:
        return Marked(_whole(old), _whole(new), is_new=True)
    matcher = SequenceMatcher(None, *words, autojunk=False)
    if _share(matcher, *words) < ALIKE:
        return Marked(_whole(old), _whole(new), is_new=True)
    return Marked(_pieces(0, matcher, words[0]), _pieces(1, matcher, words[1]))


def _plain(text: str) -> str:
    return normalize(text).replace("\r\n", "\n").strip()


def _whole(text: str, *, changed: bool = False) -> tuple[Piece, ...]:
    return (Piece(text, changed),) if text else ()


def _share(matcher: SequenceMatcher, *words: Sequence[str]) -> float:
    """How many of the words stand in both texts; spaces and marks between them say nothing."""
    common = sum(
        sum(map(_is_word, words[0][block.a : block.a + block.size])) for block in matcher.get_matching_blocks()
    )
    return 2 * common / max(1, sum(sum(map(_is_word, side)) for side in words))


def _is_word(token: str) -> bool:
    return token[0].isalnum()


def _pieces(side: int, matcher: SequenceMatcher, words: Sequence[str]) -> tuple[Piece, ...]:
    """One text's pieces; what only spaces or marks part is one change."""
    found: list[tuple[list[str], bool]] = []
    for tag, *bounds in matcher.get_opcodes():
        start, end = bounds[2 * side : 2 * side + 2]
        found.append((list(words[start:end]), tag != "equal"))
    return tuple(Piece("".join(tokens), changed) for tokens, changed in _joined(_bridged(found)))


def _bridged(found: list[tuple[list[str], bool]]) -> Iterator[tuple[list[str], bool]]:
    for index, (tokens, changed) in enumerate(found):
        between = 0 < index < len(found) - 1 and not any(map(_is_word, tokens))
        yield tokens, changed or between


def _joined(found: Iterable[tuple[list[str], bool]]) -> Iterator[tuple[list[str], bool]]:
    last: tuple[list[str], bool] | None = None
    for tokens, changed in found:
        if not tokens:
            continue
        if last and last[1] == changed:
            last = ([*last[0], *tokens], changed)
            continue
        if last:
            yield last
        last = (tokens, changed)
    if last:
        yield last
