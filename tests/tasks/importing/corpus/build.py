"""The files of labelled documents: Word with real automatic numbering, Excel, Markdown and plain text."""

import io
import re

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run
from openpyxl import Workbook

from tests.tasks.importing.corpus.source import Columns, Grid, Labelled, Paragraph, paragraph_of, plain

_FORMS = {"I": "upperRoman", "i": "lowerRoman", "1": "decimal", "a": "lowerLetter", "A": "upperLetter"}
_WIDTH = 90


def build(document: Labelled, form: str) -> bytes:
    return {"docx": _word, "pdf": _word, "xlsx": _excel, "md": _markdown, "txt": _text}[form](document)


def _word(document: Labelled) -> bytes:
    word = Document()
    word.styles["Normal"].font.name = "Times New Roman"
    lists = _Lists(word, document.lists)
    for piece in document.pieces:
        if isinstance(piece, Paragraph):
            style = f"Heading {piece.heading}" if piece.heading else None
            _fill(word.add_paragraph(style=style), piece.text, centred=piece.centred)
            if piece.list:
                lists.number(word.paragraphs[-1], piece)
        elif isinstance(piece, Columns):
            _word_columns(word, piece)
        else:
            _word_grid(word, piece, lists)
    buffer = io.BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def _fill(paragraph: WordParagraph, text: str, *, centred: bool = False) -> None:
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    bold = False
    changed = ""
    for part in re.split(r"(\*\*|⏎|⇥|⊖|⊕)", text.replace("¦", "")):
        if part == "**":
            bold = not bold
        elif part in ("⊖", "⊕"):
            changed = "" if changed else part
        elif part == "⏎":
            paragraph.add_run().add_break()
        elif part:
            run = paragraph.add_run("\t" if part == "⇥" else part)
            run.bold = bold or None
            if changed:
                _track(run, changed)


def _track(run: Run, sign: str) -> None:
    """Make a run one that was put in or taken out while changes were tracked."""
    name = "ins" if sign == "⊕" else "del"
    change = parse_xml(f'<w:{name} {nsdecls("w")} w:id="1" w:author="A" w:date="2026-01-01T00:00:00Z"/>')
    run._r.addprevious(change)
    change.append(run._r)
    if name == "del":
        for text in run._r.findall(qn("w:t")):
            text.tag = qn("w:delText")


def _word_columns(word: WordDocument, piece: Columns) -> None:
    """A table without borders, of one row with two cells."""
    table = word.add_table(rows=1, cols=2)
    for column, cell in enumerate(table.rows[0].cells):
        _cell(cell, "⏎".join(row[column] for row in piece.rows if row[column]))


def _cell(cell: _Cell, text: str) -> None:
    first, *rest = text.split("⏎")
    _fill(cell.paragraphs[0], first.strip())
    for part in rest:
        _fill(cell.add_paragraph(), part.strip())


def _word_grid(word: WordDocument, piece: Grid, lists: "_Lists") -> None:
    width = max(map(len, piece.rows))
    table = word.add_table(rows=len(piece.rows), cols=width)
    table.style = None if piece.bare else "Table Grid"
    for row_at, row in enumerate(piece.rows):
        for column, text in enumerate(row):
            if text not in ("<", "^"):
                numbered = paragraph_of(text)
                _cell(table.cell(row_at, column), numbered.text)
                if numbered.list:
                    lists.number(table.cell(row_at, column).paragraphs[0], numbered)
    for row_at, row in enumerate(piece.rows):
        for column, text in enumerate(row):
            if text in ("<", "^"):
                before = table.cell(row_at, column - 1) if text == "<" else table.cell(row_at - 1, column)
                before.merge(table.cell(row_at, column))
                for paragraph in before.paragraphs[1:]:
                    if not paragraph.text:
                        paragraph._p.getparent().remove(paragraph._p)


class _Lists:
    """The automatic lists of a Word file: one definition for each, one more instance each time it begins again."""

    def __init__(self, word: WordDocument, lists: dict[str, list[str]]) -> None:
        self._part = word.part.numbering_part.element
        self._definitions = {name: str(900 + index) for index, name in enumerate(lists)}
        self._instances: dict[str, str] = {}
        self._count = 900
        for name, forms in lists.items():
            levels = "".join(_level(index, form) for index, form in enumerate(forms))
            xml = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{self._definitions[name]}">{levels}</w:abstractNum>'
            self._part.insert(0, parse_xml(xml))

    def number(self, paragraph: WordParagraph, piece: Paragraph) -> None:
        if piece.restart or piece.list not in self._instances:
            self._instances[piece.list] = self._instance(piece)
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = piece.level
        properties.get_or_add_numId().val = int(self._instances[piece.list])

    def _instance(self, piece: Paragraph) -> str:
        self._count += 1
        override = f'<w:lvlOverride w:ilvl="{piece.level}"><w:startOverride w:val="1"/></w:lvlOverride>'
        inner = f'<w:abstractNumId w:val="{self._definitions[piece.list]}"/>{override if piece.restart else ""}'
        self._part.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{self._count}">{inner}</w:num>'))
        return str(self._count)


def _level(index: int, form: str) -> str:
    """One level of a list from the label it prints first: "I-", "1.1.", "a)", "-"."""
    letters = re.findall(r"[IiaA1]", form)
    kind = _FORMS[letters[-1]] if letters else "bullet"
    first = index + 1 - len(letters)
    numbers = iter(range(first + 1, index + 2))
    text = re.sub(r"[IiaA1]", lambda _: f"%{next(numbers)}", form)
    return f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'


def _excel(document: Labelled) -> bytes:
    book = Workbook()
    sheet = book.active
    at = 0
    for piece in document.pieces:
        if isinstance(piece, Paragraph):
            at += 1
            sheet.cell(at, 1, plain(piece.text))
        elif isinstance(piece, Columns):
            for left, right in piece.rows:
                at += 1
                sheet.cell(at, 1, plain(left) or None)
                sheet.cell(at, 4, plain(right) or None)
        else:
            for row in piece.rows:
                at += 1
                for column, text in enumerate(row, 1):
                    if text not in ("<", "^", ""):
                        lines = [plain(part) for part in text.split("⏎")]
                        sheet.cell(at, column, int(text) if text.isdecimal() else "\n".join(lines))
                for start, end in _runs(row):
                    sheet.merge_cells(start_row=at, end_row=at, start_column=start + 1, end_column=end + 1)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _runs(row: list[str]) -> list[tuple[int, int]]:
    """(first, last) of the cells that are merged to one."""
    found: list[tuple[int, int]] = []
    for index, text in enumerate(row):
        if text == "<" and found and found[-1][1] == index - 1:
            found[-1] = (found[-1][0], index)
        elif text == "<":
            found.append((index - 1, index))
    return found


def _markdown(document: Labelled) -> bytes:
    lines: list[str] = []
    for piece in document.pieces:
        if isinstance(piece, Paragraph):
            text = piece.text.replace("¦", "").replace("⏎", "<br>").replace("⇥", "    ")
            lines += ["#" * piece.heading + " " + text if piece.heading else text, ""]
        elif isinstance(piece, Columns):
            sides = ["<br>".join(row[side] for row in piece.rows if row[side]) for side in (0, 1)]
            lines += [f"| {sides[0]} | {sides[1]} |", "|---|---|", ""]
        else:
            rows = [
                [text.replace("⏎", "<br>") for text in _spread(row, piece.rows, at)]
                for at, row in enumerate(piece.rows)
            ]
            lines += ["| " + " | ".join(row) + " |" for row in rows[:1]]
            lines += ["|" + "---|" * len(rows[0])]
            lines += ["| " + " | ".join(row) + " |" for row in rows[1:]] + [""]
    return "\n".join(lines).encode()


def _spread(row: list[str], rows: list[list[str]], at: int) -> list[str]:
    """A row with the text of merged cells in every place they cover."""
    texts: list[str] = []
    for column, text in enumerate(row):
        above = rows[at - 1][column] if at and column < len(rows[at - 1]) else ""
        texts.append(texts[-1] if text == "<" else above if text == "^" else text)
    return texts


def _text(document: Labelled) -> bytes:
    """Plain text wrapped at the edge of the page, as a mail program leaves it."""
    lines: list[str] = []
    for piece in document.pieces:
        if isinstance(piece, Paragraph):
            for part in piece.text.replace("¦", "").split("⏎"):
                shown = plain(part)
                lines += [shown.center(_WIDTH).rstrip()] if piece.centred else _wrapped(shown)
            lines.append("")
        elif isinstance(piece, Columns):
            lines += [
                f"{plain(left):<43} {' ' * 4 if plain(right) else ''}{plain(right)}".rstrip()
                for left, right in piece.rows
            ] + [""]
        else:
            raise ValueError("plain text has no tables")
    return "\n".join(lines).encode()


def _wrapped(text: str) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) + 1 > _WIDTH:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
