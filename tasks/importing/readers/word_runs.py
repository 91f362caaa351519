"""The letters of a Word paragraph: what of its runs is in the final text, and its lines."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from kehoach.lib import legacy_letters
from kehoach.lib.vietnamese import normalize
from tasks.importing.readers.word_styles import Letters, W

FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
BOX = f"{W}txbxContent"
_SKIPPED = {f"{W}{name}" for name in ("del", "moveFrom", "delText", "pPr", "rPr", "tbl", "sectPr", "sdtPr")}
_SIGNS = {"F02D": "-", "F0B7": "•", "F0A7": "▪", "F0D8": "➢", "F0FC": "✓", "F0A8": "☐", "F0FE": "☒", "F02B": "+"}
_PAGE_FIELDS = ("PAGE", "NUMPAGES", "SECTIONPAGES")


@dataclass(frozen=True, slots=True)
class Letter:
    """Some letters of one look; a line feed is a manual line break."""

    text: str
    bold: bool
    hidden: bool
    font: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a paragraph, with its bold beginning and all its bold passages."""

    text: str
    bold: str
    bolds: tuple[str, ...]


def final(parent: Element, *, stop: str = "") -> Iterator[Element]:
    """Every element below that is in the final text: nothing deleted, moved away or drawn twice."""
    for child in parent:
        if (child.tag in _SKIPPED and child.tag != stop) or child.tag == FALLBACK:
            continue
        if child.tag == f"{W}fldSimple" and _is_page_field(child.get(f"{W}instr", "")):
            continue
        yield child
        if child.tag not in (stop, BOX):
            yield from final(child, stop=stop)


def is_deleted(properties: Element | None) -> bool:
    """A tracked change deleted the mark of the paragraph: it is one with the next."""
    mark = properties.find(f"{W}rPr") if properties is not None else None
    return mark is not None and (mark.find(f"{W}del") is not None or mark.find(f"{W}moveFrom") is not None)


class Fields:
    """Follows the fields of a part from run to run: their results are text, their instructions are not."""

    def __init__(self) -> None:
        self._open: list[list[str]] = []  # for each open field: its instruction, and "result" once that began

    @property
    def in_contents(self) -> bool:
        """Inside a table of contents, which repeats headings."""
        return any(field[0].split()[:1] == ["TOC"] for field in self._open)

    def letters(self, run: Element, look: Letters) -> Iterator[Letter]:
        """The letters of a run that belong to the text."""
        for node in run:
            name = node.tag.removeprefix(W)
            if name == "fldChar":
                self._turn(node.get(f"{W}fldCharType", ""))
            elif name == "instrText" and self._open:
                self._open[-1][0] += node.text or ""
            elif (text := _text(node, name)) and self._is_shown():
                yield Letter(text.upper() if look.capitals else text, look.bold, look.hidden, look.font)

    def _turn(self, kind: str) -> None:
        if kind == "begin":
            self._open.append([""])
        elif kind == "separate" and self._open:
            self._open[-1].append("result")
        elif kind == "end" and self._open:
            self._open.pop()

    def _is_shown(self) -> bool:
        return all(len(field) > 1 and not _is_page_field(field[0]) for field in self._open)


def _is_page_field(instruction: str) -> bool:
    return instruction.split()[:1] in ([name] for name in _PAGE_FIELDS)


def _text(node: Element, name: str) -> str:
    if name == "t":
        return (node.text or "").replace("\n", " ")
    if name == "sym":
        return _SIGNS.get((node.get(f"{W}char") or "").upper(), "•")
    signs = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
    return signs.get(name, "")


def lines_of(letters: Iterable[Letter]) -> list[Line]:
    """The lines between manual line breaks."""
    lines: list[list[Letter]] = [[]]
    for letter in letters:
        if letter.text == "\n":
            lines.append([])
        else:
            lines[-1].append(letter)
    return [_line(_in_unicode(line)) for line in lines]


def _in_unicode(letters: list[Letter]) -> list[Letter]:
    """Letters in fonts like .VnTime converted; where such a font was put on Unicode text it changes nothing."""
    legacy = [letter for letter in letters if legacy_letters.by_font(letter.font)]
    if not legacy or legacy_letters.is_unicode("".join(letter.text for letter in legacy)):
        return letters
    return [letter for part in _by_font(letters) for letter in part]


def _by_font(letters: list[Letter]) -> Iterator[list[Letter]]:
    """Neighbours of one font converted together: the tone of a VNI letter may stand in the next run."""
    start = 0
    for end in range(1, len(letters) + 1):
        if end < len(letters) and letters[end].font == letters[start].font and letters[end].bold == letters[start].bold:
            continue
        convert = legacy_letters.by_font(letters[start].font)
        group = letters[start:end]
        text = "".join(letter.text for letter in group)
        yield [Letter(convert(text), group[0].bold, group[0].hidden, "")] if convert else group
        start = end


def _line(letters: list[Letter]) -> Line:
    bolds = [""]
    for letter in letters:
        if letter.bold or (not letter.text.strip() and bolds[-1]):
            bolds[-1] += letter.text
        elif letter.text.strip() and bolds[-1]:
            bolds.append("")
    text = _tidy("".join(letter.text for letter in letters))
    passages = tuple(bold for one in bolds if (bold := _tidy(one)))
    return Line(text, passages[0] if passages and text.startswith(passages[0]) else "", passages)


def _tidy(text: str) -> str:
    """One line, but a tab in the middle stays: it parts two columns."""
    parts = (" ".join(part.split()) for part in normalize(text).strip().split("\t"))
    return "\t".join(part for part in parts if part)
