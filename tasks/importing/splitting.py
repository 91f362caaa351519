"""Items that share a paragraph: "b) Thu gom rác. c) Trồng cây." are two."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from tasks.importing import labels
from tasks.importing.blocks import Block
from tasks.importing.labels import Label

_PLACES = re.compile(
    r"(?<=[.;:])\s+(?=(?:(?:\d{1,2}(?:\.\d{1,2})*|[a-zđ])\s*[.)/]|\d{1,2}\s*-|\(\d{1,2}\)|[-–+])\s*[^\W\d_])"
)
_COUNTED = ("number", "bracket", "dotted", "letter", "paren")
_SIGNS = ("dash", "plus")


def split(blocks: Iterable[Block]) -> list[Block]:
    """The same blocks, those with several items cut before every further one."""
    return [part for block in blocks for part in _parts(block)]


def _parts(block: Block) -> Iterator[Block]:
    starts = list(_starts(block))
    if not starts:
        yield block
        return
    text = block.text
    for index, (start, end) in enumerate(zip([0, *starts], [*starts, len(text)], strict=True)):
        piece = text[start:end].strip()
        bold = piece if block.all_bold else _bold_front(block, piece) if index else block.bold[: len(piece)]
        marker, broken = ("", False) if index else (block.marker, block.broken)
        yield replace(block, text=piece, bold=bold, marker=marker, broken=broken)


def _bold_front(block: Block, piece: str) -> str:
    """The bold passage that a later part begins with, behind its label."""
    label = labels.read(piece)
    behind = piece[label.end :] if label else piece
    found = (bold.strip() for bold in block.bolds if bold.strip())
    for bold in found:
        if piece.startswith(bold):
            return bold
        if behind.startswith(bold):
            return piece[: len(piece) - len(behind)] + bold
    return ""


def _starts(block: Block) -> Iterator[int]:
    """Where further items begin in the text: the next label of the block's own series, or a whole series below it."""
    own = labels.read(block.full)
    found = [
        (match.end(), label)
        for match in _PLACES.finditer(block.text)
        if (label := labels.read(block.text[match.end() :])) and _begins_sentence(block.text, match.end(), label)
    ]
    open_series = [own] if own else []
    for index, (start, label) in enumerate(found):
        while open_series and not _goes_on(open_series[-1], label):
            if not any(_goes_on(one, label) for one in open_series):
                break
            open_series.pop()
        if open_series and _goes_on(open_series[-1], label):
            open_series[-1] = label
            yield start
        elif own and _is_first(label) and any(_goes_on(label, later) for _, later in found[index + 1 :]):
            open_series.append(label)
            yield start


def _begins_sentence(text: str, start: int, label: Label) -> bool:
    return text[start + label.end : start + label.end + 1].isupper()


def _goes_on(label: Label, following: Label) -> bool:
    if label.kind in _SIGNS:
        return following.kind == label.kind
    return label.kind in _COUNTED and labels.follows(label, following)


def _is_first(label: Label) -> bool:
    """The first of a series below the block's own label; "(1) …; (2) …" inside a sentence is only a list of words."""
    return label.kind in _SIGNS or (label.kind in ("number", "bracket", "dotted", "letter") and label.value == 1)
