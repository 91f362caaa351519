"""What Word keeps apart from the text: the styles of paragraphs and of letters."""

from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LEVELS = 9


def is_on(parent: Element | None, name: str) -> bool | None:
    """A yes-or-no property: None when it is not stated."""
    node = parent.find(f"{W}{name}") if parent is not None else None
    return None if node is None else node.get(f"{W}val", "1") not in ("0", "false", "off")


def value_of(parent: Element | None, path: str) -> str | None:
    """The value of a property below an element; None when it is not stated."""
    node = parent.find("/".join(f"{W}{name}" for name in path.split("/"))) if parent is not None else None
    return node.get(f"{W}val") if node is not None else None


def whole(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.removeprefix("-").isdecimal() and len(text) < 10 else default


@dataclass(frozen=True, slots=True)
class Letters:
    """How letters look; `font` is what those beyond the plain alphabet are drawn with."""

    bold: bool = False
    capitals: bool = False
    hidden: bool = False
    font: str = ""


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph gets from its style and its own properties; `list_level` is None where only a list is named."""

    name: str = ""
    letters: Letters = Letters()
    centred: bool = False
    heading: int = 0
    list_id: str | None = None
    list_level: int | None = None


class Styles:
    """The paragraph and character styles of a file, each with what it inherits."""

    def __init__(self, tree: Element | None) -> None:
        nodes = tree.findall(f"{W}style") if tree is not None else []
        self._nodes = {node.get(f"{W}styleId", ""): node for node in nodes}
        self._default = next((node.get(f"{W}styleId") for node in nodes if _is_default(node)), None)
        usual = tree.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr") if tree is not None else None
        self._usual = _over(Letters(), usual)
        self._known: dict[str, Style] = {}
        self._characters: dict[tuple[str, Letters], Letters] = {}

    def of(self, properties: Element | None) -> Style:
        """The style of a paragraph, its own properties on top."""
        return self._with(self.named(value_of(properties, "pStyle") or self._default or ""), properties)

    def letters(self, properties: Element | None, paragraph: Letters) -> Letters:
        """How the letters of a run look: its own word, else its character style, else the paragraph's style."""
        if properties is None:
            return paragraph
        name = value_of(properties, "rStyle")
        base = self._in_character_style(name, paragraph, frozenset()) if name else paragraph
        return _over(base, properties)

    def named(self, name: str, seen: frozenset[str] = frozenset()) -> Style:
        """A paragraph style by its id, with what it inherits."""
        if name in self._known:
            return self._known[name]
        node = self._nodes.get(name)
        if node is None or name in seen:
            return Style(letters=self._usual)
        base = self.named(value_of(node, "basedOn") or "", seen | {name})
        style = self._with(base, node.find(f"{W}pPr"))
        title = (value_of(node, "name") or "").lower()
        heading = whole(title[8:]) if title.startswith("heading ") else style.heading
        style = replace(style, name=title, letters=_over(base.letters, node.find(f"{W}rPr")), heading=heading)
        self._known[name] = style
        return style

    def _in_character_style(self, name: str, base: Letters, seen: frozenset[str]) -> Letters:
        if (name, base) not in self._characters:
            node = self._nodes.get(name)
            if node is None or name in seen:
                return base
            above = self._in_character_style(value_of(node, "basedOn") or "", base, seen | {name})
            self._characters[name, base] = _over(above, node.find(f"{W}rPr"))
        return self._characters[name, base]

    @staticmethod
    def _with(base: Style, properties: Element | None) -> Style:
        if properties is None:
            return base
        align = value_of(properties, "jc")
        outline = value_of(properties, "outlineLvl")
        list_id = value_of(properties, "numPr/numId")
        level = value_of(properties, "numPr/ilvl")
        heading = base.heading if outline is None else whole(outline) + 1
        return replace(
            base,
            centred=base.centred if align is None else align == "center",
            heading=heading if heading <= LEVELS else 0,
            list_id=base.list_id if list_id is None else list_id,
            list_level=base.list_level if level is None else min(max(whole(level), 0), LEVELS - 1),
        )


def _over(base: Letters, properties: Element | None) -> Letters:
    """Letters with the properties of a run or style on top."""
    if properties is None:
        return base
    bold, capitals, hidden = (is_on(properties, name) for name in ("b", "caps", "vanish"))
    font = _font(properties.find(f"{W}rFonts"))
    if bold is None and capitals is None and hidden is None and font is None:
        return base
    return Letters(
        bold=base.bold if bold is None else bold,
        capitals=base.capitals if capitals is None else capitals,
        hidden=base.hidden if hidden is None else hidden,
        font=base.font if font is None else font,
    )


def _font(node: Element | None) -> str | None:
    """The font of Western letters; a font of the theme knows Unicode and needs no name."""
    if node is None:
        return None
    if node.get(f"{W}hAnsiTheme") or node.get(f"{W}asciiTheme"):
        return ""
    return node.get(f"{W}hAnsi") or node.get(f"{W}ascii")


def _is_default(node: Element) -> bool:
    return node.get(f"{W}type") == "paragraph" and node.get(f"{W}default") in ("1", "true")
