"""Phrases to be found among the flat words of a text."""

from collections.abc import Sequence


class Phrases:
    """Phrases of one or more words, parted by "|", to be asked how many words of a text match from a place on."""

    def __init__(self, *lists: str) -> None:
        self._by_first: dict[str, list[tuple[str, ...]]] = {}
        for phrase in {phrase.strip() for part in lists for phrase in part.split("|")}:
            words = tuple(phrase.split())
            if words:
                self._by_first.setdefault(words[0], []).append(words)
        for phrases in self._by_first.values():
            phrases.sort(key=len, reverse=True)

    def __contains__(self, word: str) -> bool:
        return (word,) in self._by_first.get(word, ())

    def match(self, words: Sequence[str], at: int) -> int:
        """How many words the longest phrase has that stands at this place; 0 for none."""
        for phrase in self._by_first.get(words[at], ()) if at < len(words) else ():
            if tuple(words[at : at + len(phrase)]) == phrase:
                return len(phrase)
        return 0
