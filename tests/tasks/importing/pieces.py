"""What the tests of the readers ask: the pieces of a file, short enough to compare."""

from tasks.importing.blocks import Block, Piece, Table, cell_text
from tasks.importing.readers import read
from tasks.importing.refusal import Limits


def pieces(data: bytes, filename: str, limits: Limits | None = None) -> list[Piece]:
    return read(data, filename, limits or Limits(), lambda done, of: None)


def blocks(data: bytes, filename: str) -> list[Block]:
    """The paragraphs of the text itself."""
    return [piece for piece in pieces(data, filename) if isinstance(piece, Block) and not piece.aside]


def texts(data: bytes, filename: str) -> list[str]:
    """The paragraphs of the text, with their computed labels."""
    return [block.full for block in blocks(data, filename)]


def asides(data: bytes, filename: str) -> list[tuple[str, str]]:
    """(place, text) of what stands beside the text."""
    return [(piece.place, piece.full) for piece in pieces(data, filename) if isinstance(piece, Block) and piece.aside]


def rows(data: bytes, filename: str, number: int = 0) -> list[list[str]]:
    """The cells of a table."""
    tables = [piece for piece in pieces(data, filename) if isinstance(piece, Table)]
    return [[cell_text(cell) for cell in row] for row in tables[number].rows]
