"""The names that the document being read is sure to use: those of the register, and those that stand alone in it.

They end where they end there, so that a name is read whole also where it begins with no head we know, or goes on with
a word that we take for a verb: "Phòng Quản lý thu và Phát triển người tham gia". The reading of one document sets them
for all who look for names in it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import count

from tasks.importing.collectives import is_collective, is_named
from tasks.importing.words import flat

_LONGEST = 24  # words
_SERIALS = count()


class KnownNames:
    """Names to be found among the flat words of a text, beside those that were known before.

    Names of one word, and of many bodies, are left out.
    """

    def __init__(self, names: Iterable[str] = (), before: "KnownNames | None" = None) -> None:
        self._before = before
        self.serial = next(_SERIALS)  # tells it from all others, for caches that must not keep it
        self._names: set[tuple[str, ...]] = set()
        self._longest: dict[str, int] = {}
        for name in names:
            words = tuple(re.findall(r"[^\W_]+", flat(name)))
            if 1 < len(words) <= _LONGEST and is_named(name) and not is_collective(name):
                self._names.add(words)
                self._longest[words[0]] = max(len(words), self._longest.get(words[0], 0))

    def longest(self, first: str) -> int:
        """How many words those have at most that begin with this one; 0 when none does."""
        return max(self._longest.get(first, 0), self._before.longest(first) if self._before else 0)

    def match(self, words: Sequence[str]) -> int:
        """How many words the longest name has that these begin with; 0 for none."""
        return next((length for length in range(len(words), 1, -1) if tuple(words[:length]) in self), 0)

    def __contains__(self, words: tuple[str, ...]) -> bool:
        return words in self._names or (self._before is not None and words in self._before)


_NONE = KnownNames()
_KNOWN: ContextVar[KnownNames] = ContextVar("known_names", default=_NONE)


@contextmanager
def knowing(names: Iterable[str]) -> Iterator[None]:
    """Reads what is inside with these names known as well."""
    token = _KNOWN.set(KnownNames(names, _KNOWN.get()))
    try:
        yield
    finally:
        _KNOWN.reset(token)


def known_names() -> KnownNames:
    """Those that are known now; the same object as long as they are the same."""
    return _KNOWN.get()
