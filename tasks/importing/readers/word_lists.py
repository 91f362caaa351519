"""The labels of automatic lists, which Word computes and does not write in the text."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from tasks.importing.readers.word_styles import LEVELS, Style, Styles, W, is_on, value_of, whole

_BULLETS = {"\uf02d": "-", "\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "\uf02b": "+", "o": "○", "": "•"}
_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    form: str
    text: str
    restart: int | None
    only_digits: bool
    style: str | None


class Numbering:
    """Counts the automatic lists of a file, paragraph by paragraph in reading order."""

    def __init__(self, tree: Element | None, styles: Styles) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._owner: dict[str, str] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()
        self._overrides: dict[str, dict[int, int]] = {}
        if tree is None:
            return
        abstracts = {node.get(f"{W}abstractNumId", ""): node for node in tree.findall(f"{W}abstractNum")}
        numbers = {node.get(f"{W}numId", ""): node for node in tree.findall(f"{W}num")}
        for name, node in numbers.items():
            owner = value_of(node, "abstractNumId") or ""
            if link := value_of(abstracts.get(owner), "numStyleLink"):  # the list of a list style
                linked = numbers.get(styles.named(link).list_id or "")
                owner = value_of(linked, "abstractNumId") or owner
            self._owner[name] = owner
            self._levels[name] = _levels(abstracts.get(owner))
            for override in node.findall(f"{W}lvlOverride"):
                level = whole(override.get(f"{W}ilvl"))
                if (start := value_of(override, "startOverride")) is not None:
                    self._overrides.setdefault(name, {})[level] = whole(start, 1)
                self._levels[name].update(_levels(override))

    def label(self, style: Style, style_id: str | None) -> tuple[str, int]:
        """The label of the next paragraph of its list and its depth; ("", 0) outside lists. Counts: call once each."""
        name = style.list_id
        if name is None or name == "0" or name not in self._levels:
            return "", 0
        levels = self._levels[name]
        level = style.list_level
        if level is None:  # a style names its list, the list names the style at one of its levels
            level = next((index for index, one in levels.items() if style_id and one.style == style_id), 0)
        if level not in levels:
            return "", 0
        counters = self._counters.setdefault(self._owner[name], {})
        self._count(name, level, counters)
        definition = levels[level]
        if definition.form == "bullet":
            sign = definition.text.strip()
            return _BULLETS.get(sign, "•" if "\ue000" <= sign[:1] <= "\uf8ff" else sign[:1]), level
        label = definition.text
        for index in range(level, -1, -1):
            above = levels.get(index)
            if above is not None:
                form = "decimal" if definition.only_digits and above.form != "none" else above.form
                label = label.replace(f"%{index + 1}", printed(counters.get(index, above.start), form))
        return label.strip(), level

    def _count(self, name: str, level: int, counters: dict[int, int]) -> None:
        start = self._levels[name][level].start
        forced = self._overrides.get(name, {}).get(level)
        if forced is not None and (name, level) not in self._started:
            counters[level] = forced
        else:
            counters[level] = counters.get(level, start - 1) + 1
        self._started.add((name, level))
        for index in range(level):
            counters.setdefault(index, self._levels[name][index].start if index in self._levels[name] else 1)
        for deeper in [index for index in counters if index > level]:
            definition = self._levels[name].get(deeper)
            if definition is None or definition.restart is None or 0 < level + 1 <= definition.restart:
                del counters[deeper]


def _levels(parent: Element | None) -> dict[int, _Level]:
    found: dict[int, _Level] = {}
    for node in parent.findall(f"{W}lvl") if parent is not None else ():
        restart = value_of(node, "lvlRestart")
        index = whole(node.get(f"{W}ilvl"))
        if 0 <= index < LEVELS:
            found[index] = _Level(
                start=whole(value_of(node, "start"), 1),
                form=_form(node),
                text=value_of(node, "lvlText") or "",
                restart=None if restart is None else whole(restart),
                only_digits=bool(is_on(node, "isLgl")),
                style=value_of(node, "pStyle"),
            )
    return found


def _form(level: Element) -> str:
    """The kind of number; newer kinds stand in a choice with an older one beside them."""
    node = next(level.iter(f"{W}numFmt"), None)
    form = node.get(f"{W}val", "decimal") if node is not None else "decimal"
    pattern = node.get(f"{W}format", "") if node is not None else ""
    return f"decimal{len(pattern.split(',')[0])}" if form == "custom" and pattern[:1] == "0" else form


def printed(number: int, form: str) -> str:
    """A counter as Word prints it."""
    if form in ("upperRoman", "lowerRoman"):
        roman = _roman(number)
        return roman if form == "upperRoman" else roman.lower()
    if form in ("upperLetter", "lowerLetter") and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 % 10 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("cardinalText", "ordinalText", "vietnameseCounting"):
        return _in_words(number)
    shapes = {"numberInDash": "- {} -", "decimalEnclosedParen": "({})", "decimalEnclosedFullstop": "{}.", "none": ""}
    width = 2 if form == "decimalZero" else whole(form.removeprefix("decimal"), 1)
    return shapes.get(form, "{}").format(f"{number:0{width}d}")


def _roman(number: int) -> str:
    pairs = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    digits = ""
    for value, letters in pairs:
        count, number = divmod(max(number, 0), value)
        digits += letters * min(count, 50)
    return digits


def _in_words(number: int) -> str:
    """1 to 99 in Vietnamese words, other numbers in digits."""
    tens, ones = divmod(number, 10)
    if not 0 < number < 100:
        return str(number)
    if tens == 0:
        return _DIGITS[ones]
    last = {0: "", 1: "mốt" if tens > 1 else "một", 5: "lăm"}.get(ones, _DIGITS[ones])
    return f"{'mười' if tens == 1 else f'{_DIGITS[tens]} mươi'} {last}".strip()
