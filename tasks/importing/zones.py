"""Which piece of a document is head, body, tail or annex, before any of them is read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tasks.importing import annexes, columns, head, labels, outline, tail
from tasks.importing.blocks import Block, Piece, Table
from tasks.importing.proposal import Passage
from tasks.importing.words import flat, is_capitals, is_rule

_ANNEX = re.compile(r"PHỤ LỤC\b|Phụ lục\s*(?:số\s*)?(?:\d{1,2}|[IVX]{1,4}|[A-H])?\s*[.:]?$")
_ANNEX_TITLES = (
    "phu luc",
    "bang",
    "danh muc",
    "phan cong",
    "bieu",
    "tien do",
    "ke hoach chi tiet",
    "chuong trinh chi tiet",
)
_COLUMN_LENGTH = 90
_SIGNED_WITHIN = 8


@dataclass(slots=True)
class RawAnnex:
    """The pieces of one annex before they are read."""

    title: list[str]
    pieces: list[Piece] = field(default_factory=list)


def part(pieces: Sequence[Piece]) -> tuple[list[Block], list[RawAnnex], list[Passage]]:
    """(the blocks of the document itself, its annexes, rows of tables that are neither layout nor assignment)."""
    main: list[Block] = []
    found: list[RawAnnex] = []
    loose: list[Passage] = []
    inside = False
    only_annexes = not any(isinstance(piece, Block) and head.type_of(piece) for piece in pieces)
    for piece in _whole_tables(pieces):
        if isinstance(piece, Block):
            if (main or only_annexes) and _is_annex(piece):
                found.append(RawAnnex([piece.text]))
                inside = True
            elif inside and _begins_tail(piece, main):
                inside = False
                main.append(piece)
            elif inside:
                _into_annex(found[-1], piece)
            else:
                main.append(piece)
        elif annexes.is_assignment(piece):
            if not inside:
                found.append(RawAnnex(_title_above(main)))
            found[-1].pieces.append(piece)
        elif inside:
            loose += annexes.rows(piece)
        elif _is_layout(piece, main):
            main += _column_by_column(piece)
        else:
            loose += annexes.rows(piece)
    return _columns(main), found, loose


def _whole_tables(pieces: Sequence[Piece]) -> list[Piece]:
    """The same pieces, a table that was cut by the end of a page put together again."""
    found: list[Piece] = []
    for piece in pieces:
        last = found[-1] if found else None
        if isinstance(piece, Table) and isinstance(last, Table) and columns.continues(piece, last):
            found[-1] = columns.joined(last, piece)
        else:
            found.append(piece)
    return found


def _is_annex(block: Block) -> bool:
    """A line "PHỤ LỤC …"; at the very beginning only of a file that holds nothing else."""
    return len(block.text) <= 200 and not labels.read(block.full) and bool(_ANNEX.match(block.text))


def _begins_tail(block: Block, main: list[Block]) -> bool:
    """The signature of the document stands behind its annex."""
    return tail.begins(block) and not any(tail.begins(other) for other in main)


def _into_annex(annex: RawAnnex, block: Block) -> None:
    if is_rule(block.text):
        return
    in_title = not annex.pieces and not labels.read(block.full)
    if in_title and (
        is_capitals(block.text) or block.broken or block.all_bold or block.centred or head.is_enclosing(block.text)
    ):
        annex.title.append(block.text)
    else:
        annex.pieces.append(block)


def _title_above(main: list[Block]) -> list[str]:
    """The capitals directly above a table that stands outside an annex, taken out of the main text."""
    at = len(main)
    while at and len(main) - at < 4 and not labels.read(main[at - 1].full) and not tail.begins(main[at - 1]):
        at -= 1
        if flat(main[at].text).startswith(_ANNEX_TITLES) and is_capitals(main[at].text):
            lines = [block.text for block in main[at:] if not is_rule(block.text)]
            del main[at:]
            return lines
    return []


def _is_layout(table: Table, main: list[Block]) -> bool:
    """A table that only places the head or the signature: few rows, and the words of one of them."""
    blocks = [block for row in table.rows for cell in row for block in cell]
    if len(table.rows) > 12 or any(len(block.text) > 300 for block in blocks):
        return False
    texts = [flat(block.text) for block in blocks]
    is_head = any("viet nam" in text or re.match(r"so\s*:?\s*[\d\s.…]*[-–/]", text) for text in texts)
    return any(tail.begins(block) for block in blocks) or (is_head and (len(main) < 20 or any(map(tail.begins, main))))


def _column_by_column(table: Table) -> list[Block]:
    """The blocks of a layout table, the left column first; a merged cell once."""
    width = max((len(row) for row in table.rows), default=0)
    found: list[Block] = []
    seen: set[int] = set()
    for column in range(width):
        for row in table.rows:
            cell = row[column] if column < len(row) else ()
            if cell and id(cell) not in seen:
                seen.add(id(cell))
                found += cell
    return found


def _columns(blocks: list[Block]) -> list[Block]:
    """Lines of two columns parted by a tab become the left ones, then the right ones; other tabs become spaces."""
    found: list[Block] = []
    right: list[Block] = []
    for block in blocks:
        halves = [half for half in block.text.split("\t") if half]
        is_pair = (
            len(halves) == 2
            and max(map(len, halves)) <= _COLUMN_LENGTH
            and not labels.is_bare(halves[0])
            and not block.marker
        )
        if not is_pair:
            found += right
            right = []
            found.append(
                replace(block, text=" ".join(halves), bold=block.bold.replace("\t", " "))
                if "\t" in block.text
                else block
            )
            continue
        bold = [half if block.all_bold or block.bold.startswith(half) else "" for half in halves]
        found.append(replace(block, text=halves[0], bold=bold[0]))
        right.append(replace(block, text=halves[1], bold=halves[1] if block.all_bold else ""))
    return found + right


def divide(blocks: list[Block]) -> tuple[list[Block], list[Block], list[Block]]:
    """(head and preamble, body, tail)."""
    first = next((index for index, block in enumerate(blocks) if outline.begins_part(block)), None)
    if first is None:
        over = outline.over_one_series(blocks)
        first = blocks.index(over[0]) if over else None
    first = _first_line(blocks[:first]) if first is None else _first_line(blocks[:first]) or first
    first = _unnumbered_heading(blocks[:first]) or first
    after = first if first is not None else 0
    last = next((index for index in range(after, len(blocks)) if _ends_body(blocks, index)), len(blocks))
    if first is None:
        first = min(_end_of_preamble(blocks), last)
    return blocks[:first], [block for block in blocks[first:last] if not is_rule(block.text)], blocks[last:]


def enclosed(back: list[Block]) -> tuple[list[Block], list[Block]]:
    """(the tail itself, the document behind it: a plan that a decision puts into force)."""
    at = next((index for index, block in enumerate(back) if index and head.type_of(block)), None)
    if at is None or not any(labels.read(block.full) for block in back[at:]):
        return back, []
    while at > 1 and head.is_masthead(back[at - 1]):
        at -= 1
    return back[:at], back[at:]


def _ends_body(blocks: list[Block], index: int) -> bool:
    """The tail begins here: an office alone in capitals only does when a name or the recipients follow."""
    block = blocks[index]
    if not tail.begins(block):
        return False
    return not tail.is_post(block.text) or tail.is_signature(blocks[index + 1 : index + _SIGNED_WITHIN])


def _unnumbered_heading(blocks: Sequence[Block]) -> int | None:
    """Where a heading that has lost its number stands above the first numbered one, behind the bases."""
    heading, _, rest = head.read(blocks)
    if not heading.type:
        return None
    bases = [offset for offset, block in enumerate(rest) if head.is_basis(block.text) or head.enacts(block.text)]
    behind = bases[-1] + 1 if bases else 0
    for offset, block in enumerate(rest[behind:], len(blocks) - len(rest) + behind):
        is_heading = outline.is_plain_heading(block) or outline.is_section_name(block)
        if is_heading and not tail.begins(block) and head.type_of(block) is None:
            return offset
    return None


def _first_line(blocks: list[Block]) -> int | None:
    """Where the body begins when no section does: its first number, letter or article behind the bases."""
    kinds = ("number", "bracket", "dotted", "article", "named", "letter", "paren")
    for index, block in enumerate(blocks):
        if tail.is_recipients(block.text):
            return None
        if (label := labels.read(block.full)) and label.kind in kinds and not head.is_basis(block.full[label.end :]):
            return index
    return None


def _end_of_preamble(blocks: list[Block]) -> int:
    """Where the body of a document without any number begins: behind the head and the bases."""
    _, _, rest = head.read(blocks)
    start = len(blocks) - len(rest)
    for offset, block in enumerate(rest):
        folded = flat(block.text)
        if not (
            folded.startswith(("can cu", "thuc hien", "theo", "xet"))
            or folded.endswith("nhu sau:")
            or is_rule(block.text)
        ):
            return start + offset
    return len(blocks)
