"""What Word does not write in the text: styles, and the labels of automatic lists."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9
_SYMBOL_DASHES = {"\uf02d": "-", "\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "o": "○", "": "•"}


def is_on(parent: Element | None, name: str) -> bool | None:
    """A yes-or-no property: None when it is not stated."""
    node = parent.find(f"{W}{name}") if parent is not None else None
    return None if node is None else node.get(f"{W}val", "1") not in ("0", "false", "off")


def _value(parent: Element | None, path: str) -> str | None:
    node = parent.find("/".join(f"{W}{name}" for name in path.split("/"))) if parent is not None else None
    return node.get(f"{W}val") if node is not None else None


def _int(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.lstrip("-").isdecimal() and len(text) < 10 else default


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph gets from its style and its own properties."""

    bold: bool = False
    centred: bool = False
    heading: int = 0
    list_id: str | None = None
    list_level: int = 0


class Styles:
    """The paragraph and character styles of a file, each with what it inherits."""

    def __init__(self, tree: Element | None) -> None:
        nodes = tree.findall(f"{W}style") if tree is not None else []
        self._nodes = {node.get(f"{W}styleId", ""): node for node in nodes}
        self._default = next((node.get(f"{W}styleId") for node in nodes if _is_default(node)), None)
        self._known: dict[str, Style] = {}

    def of(self, properties: Element | None) -> Style:
        """The style of a paragraph, its own properties on top."""
        base = self._inherited(_value(properties, "pStyle") or self._default or "", set())
        return self._over(base, properties, None)

    def is_bold(self, properties: Element | None, paragraph_bold: bool) -> bool:
        """Whether a run is bold: its own word, else its character style, else the paragraph's style."""
        own = is_on(properties, "b")
        if own is None and (name := _value(properties, "rStyle")):
            own = self._inherited(name, set()).bold or None
        return paragraph_bold if own is None else own

    def _inherited(self, name: str, seen: set[str]) -> Style:
        if name in self._known:
            return self._known[name]
        node = self._nodes.get(name)
        if node is None or name in seen:
            return Style()
        base = self._inherited(_value(node, "basedOn") or "", seen | {name})
        style = self._over(base, node.find(f"{W}pPr"), node.find(f"{W}rPr"))
        title = (_value(node, "name") or "").lower()
        if title.startswith("heading ") and title[8:].isdecimal():
            style = Style(style.bold, style.centred, int(title[8:]), style.list_id, style.list_level)
        self._known[name] = style
        return style

    @staticmethod
    def _over(base: Style, paragraph: Element | None, run: Element | None) -> Style:
        bold = is_on(run, "b")
        align = _value(paragraph, "jc")
        outline = _value(paragraph, "outlineLvl")
        list_id = _value(paragraph, "numPr/numId")
        level = _value(paragraph, "numPr/ilvl")
        heading = base.heading if outline is None else _int(outline) + 1
        return Style(
            bold=base.bold if bold is None else bold,
            centred=base.centred if align is None else align == "center",
            heading=heading if heading <= _LEVELS else 0,
            list_id=base.list_id if list_id is None else list_id,
            list_level=base.list_level if level is None else min(max(_int(level), 0), _LEVELS - 1),
        )


def _is_default(node: Element) -> bool:
    return node.get(f"{W}type") == "paragraph" and node.get(f"{W}default") in ("1", "true")


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    form: str
    text: str
    restart: int | None


class Numbering:
    """Counts the automatic lists of a file, paragraph by paragraph in reading order."""

    def __init__(self, tree: Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._owner: dict[str, str] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()
        self._overrides: dict[str, dict[int, int]] = {}
        if tree is None:
            return
        abstracts = {node.get(f"{W}abstractNumId", ""): _levels(node) for node in tree.findall(f"{W}abstractNum")}
        for node in tree.findall(f"{W}num"):
            name = node.get(f"{W}numId", "")
            owner = _value(node, "abstractNumId") or ""
            self._owner[name] = owner
            self._levels[name] = dict(abstracts.get(owner, {}))
            for override in node.findall(f"{W}lvlOverride"):
                level = _int(override.get(f"{W}ilvl"))
                if (start := _value(override, "startOverride")) is not None:
                    self._overrides.setdefault(name, {})[level] = _int(start, 1)
                self._levels[name].update(_levels(override))

    def label(self, properties: Element | None, style: Style) -> tuple[str, int]:
        """The label of the next paragraph of its list and its depth; ("", 0) outside lists. Counts: call once each."""
        name, level = style.list_id, style.list_level
        if name is None or name == "0" or level not in self._levels.get(name, {}):
            return "", 0
        counters = self._counters.setdefault(self._owner[name], {})
        self._count(name, level, counters)
        definition = self._levels[name][level]
        if definition.form == "bullet":
            return _SYMBOL_DASHES.get(definition.text.strip(), definition.text.strip()[:1]), level
        if definition.form == "none":
            return "", level
        label = definition.text
        for index in range(level, -1, -1):
            above = self._levels[name].get(index)
            if above is not None:
                label = label.replace(f"%{index + 1}", _printed(counters.get(index, above.start), above.form))
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


def _levels(parent: Element) -> dict[int, _Level]:
    found: dict[int, _Level] = {}
    for node in parent.findall(f"{W}lvl"):
        restart = _value(node, "lvlRestart")
        found[_int(node.get(f"{W}ilvl"))] = _Level(
            start=_int(_value(node, "start"), 1),
            form=_value(node, "numFmt") or "decimal",
            text=_value(node, "lvlText") or "",
            restart=None if restart is None else _int(restart),
        )
    return found


def _printed(number: int, form: str) -> str:
    """A counter as Word prints it."""
    if form in ("upperRoman", "lowerRoman"):
        roman = _roman(number)
        return roman if form == "upperRoman" else roman.lower()
    if form in ("upperLetter", "lowerLetter") and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 % 10 + 1)
        return letter.upper() if form == "upperLetter" else letter
    return f"{number:02d}" if form == "decimalZero" else str(number)


def _roman(number: int) -> str:
    pairs = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    digits = ""
    for value, letters in pairs:
        count, number = divmod(max(number, 0), value)
        digits += letters * min(count, 50)
    return digits
