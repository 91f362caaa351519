"""Vietnamese text: one stored form, one folded form to compare and search, one key to sort by.

Source: product.md, rule 15.
"""

import re
import unicodedata

_SPACES = re.compile(r"\s+")
_TONES = (
    "\N{COMBINING GRAVE ACCENT}",
    "\N{COMBINING HOOK ABOVE}",
    "\N{COMBINING TILDE}",
    "\N{COMBINING ACUTE ACCENT}",
    "\N{COMBINING DOT BELOW}",
)
_SHAPES = {
    "\N{COMBINING BREVE}": "1",
    "\N{COMBINING CIRCUMFLEX ACCENT}": "2",
    "\N{COMBINING HORN}": "3",
}
_NUMBER_WIDTH = 9
_SORT_KEY_LENGTH = 400


def normalize(text: str) -> str:
    """Text as we store it: NFC, no-break spaces as spaces, no control characters but tab and line feed."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{ZERO WIDTH SPACE}", "").replace("\ufeff", "")
    return "".join(char for char in text if char in "\t\n" or unicodedata.category(char) != "Cc")


def fold(text: str) -> str:
    """Text as we compare it: no accents, no case, đ as d, white space as single spaces; so ủy = uỷ = UY."""
    bare = unicodedata.normalize("NFD", text.casefold())
    for mark in filter(unicodedata.combining, set(bare)):
        bare = bare.replace(mark, "")
    return _SPACES.sub(" ", bare.replace("đ", "d")).strip()


def sort_key(text: str) -> str:
    """A key whose plain character order is the Vietnamese dictionary's: letters first (a ă â b … d đ …), tones last.

    Made only of 0-9 and a-z, so every collation of either database orders it alike. Numbers sort by their value.
    """
    letters: list[str] = []
    tones: list[str] = []
    for token in re.findall(r"\d+|\D", _SPACES.sub(" ", text.casefold()).strip()):
        if token.isdigit():
            letters.append("1" + token.lstrip("0").zfill(_NUMBER_WIDTH))
            continue
        base, *marks = unicodedata.normalize("NFD", token)
        if base == "đ":
            letters.append("d1")
        elif "a" <= base <= "z":
            shape = next((_SHAPES[mark] for mark in marks if mark in _SHAPES), "0")
            letters.append(base + shape)
            tone = next((str(_TONES.index(mark) + 1) for mark in marks if mark in _TONES), "0")
            tones.append(tone)
        elif not base.isalnum():
            letters.append("00")
    return ("".join(letters) + "00" + "".join(tones))[:_SORT_KEY_LENGTH]
