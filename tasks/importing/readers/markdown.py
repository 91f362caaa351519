"""Markdown: headings, bold, lists and tables; everything else is text."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from tasks.importing import labels
from tasks.importing.blocks import Block, Piece, Table
from tasks.importing.readers.drawn_tables import as_pipes
from tasks.importing.readers.plain import WRAPPED_AT, decode
from tasks.importing.refusal import Limits, Progress
from tasks.importing.words import is_capitals, is_finished, is_rule, one_line, starts_lower

_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*")
_EMPHASIS = re.compile(r"(\*\*|(?<!\w)__|__(?!\w))")
_BOLD_ITALIC = re.compile(r"\*{3}(?=\S)(.+?)(?<=\S)\*{3}")
_ITALIC = re.compile(
    r"(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=[^\s*])\*(?![\w*])|(?<![\w_])_(?=[^\s_])([^_]+?)(?<=[^\s_])_(?![\w_])"
)
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>])")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_INDENT = 2
_DEEPEST = 8


def read(data: bytes, limits: Limits, progress: Progress) -> list[Piece]:
    """Blocks and tables of a Markdown file."""
    return list(_pieces(as_pipes(decode(data).split("\n"))))


def _pieces(lines: list[str]) -> Iterator[Piece]:
    count = tables = 0
    rows: list[str] = []
    for group in _groups(lines):
        if isinstance(group, Block):
            count += 1
            yield replace(group, place=f"đoạn {count}")
            continue
        rows = group
        tables += 1
        yield _table(rows, tables)


def _groups(lines: list[str]) -> Iterator[Block | list[str]]:
    """Paragraphs, already joined, and the raw rows of each table."""
    pending: Block | None = None
    rows: list[str] = []
    bold = below_break = False
    last = ""
    for raw in (*lines, ""):
        is_row = raw.strip().startswith("|") and raw.count("|") > 1
        if rows and not is_row:
            yield rows
            rows = []
        if is_row or not raw.strip():
            bold = bold and bool(raw.strip())  # bold never runs past a blank line
            if pending:
                yield pending
                pending = None
            if is_row:
                rows.append(raw)
            last = ""
            continue
        for part_number, part in enumerate(_BREAK.split(raw)):
            block, bold = _block(part, bold, broken=bool(last) and (below_break or part_number > 0))
            if not block.text:
                continue
            if pending and not block.broken and _goes_on(last, block):
                pending = _join(pending, block)
            else:
                if pending:
                    yield pending
                pending = block
            last = block.text
        below_break = raw.endswith(("  ", "\\"))
    if rows:
        yield rows


def _block(raw: str, bold: bool, *, broken: bool) -> tuple[Block, bool]:
    """One line as a block, and whether bold is still open at its end."""
    text = raw.strip().removesuffix("\\")
    level = min((len(raw.expandtabs(4)) - len(raw.expandtabs(4).lstrip())) // _INDENT, _DEEPEST)
    heading = 0
    if match := _HEADING.fullmatch(text):
        heading, text = len(match[1]), match[2]
    if is_rule(text):
        return Block(one_line(text), "", heading=heading), bold
    plain = ""
    front = ""
    bolds: list[str] = []
    only_bold_so_far = True
    for part in _EMPHASIS.split(_BOLD_ITALIC.sub(r"**\1**", text)):
        if part in ("**", "__"):
            bold = not bold
            continue
        part = _ESCAPE.sub(r"\1", _ITALIC.sub(lambda match: match[1] or match[2], part))
        plain += part
        if part.strip():
            bolds += [one_line(part)] if bold else []
            only_bold_so_far = only_bold_so_far and bold
            if only_bold_so_far:
                front = plain
    block = Block(one_line(plain), "", level=level, bold=one_line(front), heading=heading, broken=broken)
    return replace(block, bolds=tuple(bolds)), bold


def _goes_on(last: str, block: Block) -> bool:
    """Whether a line is the soft-wrapped rest of the line above."""
    if block.heading or is_rule(last) or is_rule(block.text) or labels.read(block.text):
        return False
    if is_capitals(last) or is_capitals(block.text):
        return False
    return starts_lower(block.text) or (len(last) >= WRAPPED_AT and not is_finished(last))


def _join(first: Block, second: Block) -> Block:
    bold = f"{first.bold} {second.bold}".strip() if first.all_bold else first.bold
    return replace(first, text=f"{first.text} {second.text}", bold=bold, bolds=first.bolds + second.bolds)


def _table(rows: Iterable[str], number: int) -> Table:
    """A pipe table; the line of dashes under its head is dropped."""
    cells: list[tuple[tuple[Block, ...], ...]] = []
    for raw in rows:
        parts = re.split(r"(?<!\\)\|", raw.strip().removeprefix("|").removesuffix("|"))
        if all(re.fullmatch(r"\s*:?-+:?\s*", part) for part in parts):
            continue
        place = f"bảng {number}, dòng {len(cells) + 1}"
        cells.append(tuple(_cell(part, place) for part in parts))
    return Table(number, tuple(cells))


def _cell(raw: str, place: str) -> tuple[Block, ...]:
    blocks = (_block(part, False, broken=False)[0] for part in _BREAK.split(raw))
    return tuple(Block(block.text, place, bold=block.bold, bolds=block.bolds) for block in blocks if block.text)
