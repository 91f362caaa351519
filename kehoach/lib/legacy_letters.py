"""Vietnamese text in the codes used before Unicode: TCVN3 (ABC; fonts like .VnTime) and VNI (fonts like VNI-Times).

In both a letter is stored as the Western character that has its place in the font; here they become Unicode again.
Source: TCVN 5712:1993 (VN3); the VNI Windows set.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable

_VOWELS = "aăâeêioôơuưy"
_TONES = "\N{COMBINING GRAVE ACCENT}\N{COMBINING HOOK ABOVE}\N{COMBINING TILDE}\N{COMBINING ACUTE ACCENT}" + (
    "\N{COMBINING DOT BELOW}"
)
# Each vowel bare, then with the tones in the order of _TONES; a small letter and its tone are one character in TCVN3.
_TCVN3_ROWS = {
    "a": "aµ¶·¸¹", "ă": "¨»¼½¾Æ", "â": "©ÇÈÉÊË", "e": "eÌÎÏÐÑ", "ê": "ªÒÓÔÕÖ", "i": "i×ØÜÝÞ",
    "o": "oßáâãä", "ô": "«åæçèé", "ơ": "¬êëìíî", "u": "uïñòóô", "ư": "\u00adõö÷øù", "y": "yúûüýþ",
}  # fmt: skip
_TCVN3_OTHERS = {"®": "đ", "¡": "Ă", "¢": "Â", "§": "Đ", "£": "Ê", "¤": "Ô", "¥": "Ơ", "¦": "Ư"}
# In VNI the tone stands behind its vowel as a character of its own, the shape of ă and â together with it.
_VNI_TONES = {"": "øûõùï", "ă": "èúüéë", "â": "àåãáä"}
_VNI_SHAPES = {"a": {"ê": "ă", "â": "â"}, "e": {"â": "ê"}, "o": {"â": "ô"}}
_VNI_ALONE = {"ô": "ơ", "ö": "ư", "ñ": "đ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}

_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?"
    r"(?:uyê|uya|oai|oay|uây|uôi|ươi|ươu|iêu|yêu|oao|oeo|uyu|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|yê|iu|oa|oă|oe|oi|oo|ôi|ơi|"
    r"ua|uâ|uê|ui|uô|uơ|uy|ưa|ưi|ươ|ưu|[aăâeêioôơuưy])"
    r"(?:ch|ng|nh|[cmnpt])?"
)
_LATER = re.compile("[\u0100-\u024f\u0300-\u036f\u1e00-\u1eff]")  # letters that no legacy font has
_SURE, _DOUBTFUL, _ENOUGH = 0.85, 0.6, 20


class Undecodable(ValueError):
    """Much text, and none of the known codes makes Vietnamese of it."""


def _toned(vowel: str, tone: int) -> str:
    return unicodedata.normalize("NFC", vowel + _TONES[tone])


def _tcvn3_table() -> dict[str, str]:
    table = dict(_TCVN3_OTHERS)
    for vowel, codes in _TCVN3_ROWS.items():
        table[codes[0]] = vowel
        table |= {code: _toned(vowel, tone) for tone, code in enumerate(codes[1:])}
    return table


def _vni_table() -> dict[str, str]:
    table = dict(_VNI_ALONE)
    for vowel in "aeouy":
        table |= {vowel + code: _toned(vowel, tone) for tone, code in enumerate(_VNI_TONES[""])}
        for mark, shaped in _VNI_SHAPES.get(vowel, {}).items():
            table[vowel + mark] = shaped
            codes = _VNI_TONES["ă" if shaped == "ă" else "â"]
            table |= {vowel + code: _toned(shaped, tone) for tone, code in enumerate(codes)}
    for code, horned in (("ô", "ơ"), ("ö", "ư")):
        table |= {code + mark: _toned(horned, tone) for tone, mark in enumerate(_VNI_TONES[""])}
    capitals = {code.upper(): letter.upper() for code, letter in table.items()}
    mixed = {code[0].upper() + code[1]: letter.upper() for code, letter in table.items() if len(code) == 2}
    return mixed | capitals | table


_TCVN3 = str.maketrans(_tcvn3_table())
_VNI = _vni_table()
_VNI_CODE = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))


def from_tcvn3(text: str) -> str:
    """Unicode for text in TCVN3, as a font with small letters shows it."""
    return text.translate(_TCVN3)


def from_vni(text: str) -> str:
    """Unicode for text in VNI."""
    return _VNI_CODE.sub(lambda match: _VNI[match[0]], text)


def by_font(font: str) -> Callable[[str], str] | None:
    """How text in a font becomes Unicode, None for a font that needs nothing; .VnTimeH and its like show capitals."""
    name = font.strip().lower()
    if name.startswith(".vn"):
        return (lambda text: from_tcvn3(text).upper()) if name.endswith("h") else from_tcvn3
    return from_vni if name.startswith("vni-") else None


def is_unicode(text: str) -> bool:
    """The text has Vietnamese letters that only Unicode has."""
    return bool(_LATER.search(text))


def by_letters(texts: Iterable[str]) -> Callable[[str], str] | None:
    """How texts of one document become Unicode, judged by their words alone; None when they are as they should be.

    Errors: Undecodable when many words are Vietnamese in none of the codes.
    """
    words = [word for text in texts if not is_unicode(text) for word in text.split() if not word.isascii()]
    if not words:
        return None
    plain = vietnamese_share(words)
    convert = max((_tcvn3_line, from_vni), key=lambda one: vietnamese_share(words, one))
    share = vietnamese_share(words, convert)
    if share >= _SURE and share > plain + 0.2:
        return convert
    has_letters = any(map(str.isalpha, "".join(words)))
    if len(words) >= _ENOUGH and max(plain, share) < _DOUBTFUL and has_letters:
        raise Undecodable
    return None


def vietnamese_share(words: Iterable[str], convert: Callable[[str], str] = str) -> float:
    """How many of the words with other than plain letters are Vietnamese syllables. Measured in: 0 to 1."""
    found = [bool(_is_syllable(convert(word))) for word in words if not word.isascii() and any(map(str.isalpha, word))]
    return sum(found) / len(found) if found else 0.0


def _is_syllable(word: str) -> bool:
    word = re.sub(r"[^\w\u0300-\u036f\u0080-\u00bf\u00d7\u00f7]|\d", " ", unicodedata.normalize("NFC", word)).casefold()
    parts = word.split()
    return bool(parts) and all(_SYLLABLE.fullmatch(_without_tone(part)) for part in parts)


def _without_tone(word: str) -> str:
    marks = unicodedata.normalize("NFD", word)
    bare = "".join(char for char in marks if char not in _TONES)
    return unicodedata.normalize("NFC", bare) if len(marks) - len(bare) <= 1 else ""


def _tcvn3_line(text: str) -> str:
    """TCVN3 whose fonts are lost: it has no capitals with a tone, so those of words in capitals are guessed."""
    words = text.split(" ")
    plain = [[char for char in word if char.isascii() and char.isalpha()] for word in words]
    capital = [len(letters) > 1 and all(map(str.isupper, letters)) for letters in plain]
    shown = []
    for index, word in enumerate(words):
        beside = any(capital[max(index - 1, 0) : index + 2])
        is_capital = capital[index] or (beside and all(map(str.isupper, plain[index])))
        shown.append(from_tcvn3(word).upper() if is_capital else from_tcvn3(word))
    return " ".join(shown)
