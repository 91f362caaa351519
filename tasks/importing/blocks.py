"""What every reader gives: the document as a flat list of paragraphs and tables, without any understanding."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Block:
    """One line or paragraph of the document, in reading order."""

    text: str  # one line, NFC, without markup
    place: str  # where a person finds it: "đoạn 12", "bảng 2, dòng 5", "trang 3, đoạn 2"
    marker: str = ""  # the label Word computes and does not write in the text: "1.", "a)", "-"
    level: int = 0  # depth in a list, 0 when not nested
    bold: str = ""  # the bold beginning of the text
    heading: int = 0  # heading level, 0 for body text
    centred: bool = False
    broken: bool = False  # follows a manual line break inside the same paragraph
    aside: bool = False  # stands beside the text: footnote, page header or footer
    bolds: tuple[str, ...] = ()  # every bold passage in reading order, the beginning included

    @property
    def full(self) -> str:
        """The text with its computed label in front, as a person sees it."""
        return f"{self.marker} {self.text}" if self.marker else self.text

    @property
    def all_bold(self) -> bool:
        return bool(self.text) and len(self.bold) >= len(self.text)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: rows of cells, each cell a tuple of blocks. A merged cell is repeated in every place it covers."""

    number: int
    rows: tuple[tuple[tuple[Block, ...], ...], ...]
    places: tuple[str, ...] = ()  # where each row stands, when it is not simply the row of the table

    def place(self, row: int) -> str:
        return self.places[row] if self.places else f"bảng {self.number}, dòng {row + 1}"


Piece = Block | Table


def cell_text(cell: tuple[Block, ...]) -> str:
    """The text of a cell on one line."""
    return " ".join(block.full for block in cell)


def every_block(pieces: Iterable[Piece]) -> Iterator[Block]:
    """The paragraphs, also those in the cells of tables; a cell merged over several places comes as often."""
    for piece in pieces:
        if isinstance(piece, Block):
            yield piece
        else:
            yield from (block for row in piece.rows for cell in row for block in cell)
