"""Small questions about Vietnamese lines that several steps of the importer ask."""

import re
from functools import lru_cache

from kehoach.lib.vietnamese import fold, normalize

RULE = re.compile(r"[\s\-–—_=*.~·…]+")
SENTENCE_ENDS = tuple(".;:!?…")
# What a Vietnamese syllable can be, without marks: an onset, a rhyme.
_SYLLABLE = re.compile(
    r"(?:b|ch?|d|gh?|gi|h|kh?|l|m|nh?|ngh?|ph|qu|r|s|th?|tr|v|x|p)?"
    r"(?:i|y|u|o|e|a|ia|ya|ua|uo|uoi|uou|ieu|yeu|oai|oay|oeo|uay|uya|uyu|uy|ue|oe|oa|oi|ai|ay|au|ao|eo|eu|iu|ui|uu|oo|"
    r"(?:i|y|u|o|e|a|ie|ye|uo|oa|oe|ua|ue|uy|uye|uo)(?:m|n|ng|nh|c|ch|p|t))"
)


class _FlatLetters(dict[int, str]):
    """Each letter's flat form, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = fold(chr(code))[:1] or " "
        return self[code]


_FLAT_LETTERS = _FlatLetters()


@lru_cache(maxsize=512)
def flat(text: str) -> str:
    """The text without marks and in lower case, character for character, so that offsets are those of the text.

    Takes: NFC text. Patterns are matched on this form; a scanned "phôi hợp" is then "phối hợp".
    """
    return text.translate(_FLAT_LETTERS)


_MISTAKEN = str.maketrans("l10", "iio")


def is_syllable(word: str) -> bool:
    """Whether a flat word could be a Vietnamese one."""
    return bool(_SYLLABLE.fullmatch(word))


def unscanned(word: str) -> str:
    """A flat word with what scanners mistake put right, when only so it could be Vietnamese: "mlnh" is minh."""
    return word if is_syllable(word) or not is_syllable(right := word.translate(_MISTAKEN)) else right


def one_line(text: str) -> str:
    """The text in NFC with every run of white space as one space."""
    return " ".join(normalize(text).split())


def is_rule(text: str) -> bool:
    """A drawn line: -----, ***, ____ ."""
    return bool(RULE.fullmatch(text))


def is_capitals(text: str) -> bool:
    """At least two letters, and all of them capitals."""
    letters = [character for character in text if character.isalpha()]
    return len(letters) > 1 and all(character.isupper() for character in letters)


def starts_lower(text: str) -> bool:
    """The first letter or digit is a small letter: the line goes on with an earlier sentence."""
    first = next((character for character in text if character.isalnum()), "")
    return first.islower()


def is_finished(text: str) -> bool:
    """The text ends a sentence or a clause."""
    return text.rstrip("\"”'’)] ").endswith(SENTENCE_ENDS)
