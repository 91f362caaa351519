"""Tables drawn with signs in Markdown, as converters of Word files write them, rewritten as pipe tables.

+------+-------+        ------ -------
| Left | Right |        Left   Right
+------+-------+        ------ -------
"""

import re
from collections.abc import Iterator, Sequence

from tasks.importing import labels

_BORDER = re.compile(r"\s*\+(?:[-=:]{2,}\+){2,}\s*")
_RULER = re.compile(r"\s*-{2,}(?: +-{2,})+\s*")
_WHOLE_RULE = re.compile(r"\s*-{3,}\s*")


def as_pipes(lines: Sequence[str]) -> list[str]:
    """The same lines, each drawn table in rows of pipes; what only looks like a table stays as it is."""
    found: list[str] = []
    at = 0
    while at < len(lines):
        end, rows = _grid(lines, at) if _BORDER.fullmatch(lines[at]) else _ruled(lines, at)
        if rows:
            head = _head(found, lines[at]) if _RULER.fullmatch(lines[at]) else []
            del found[len(found) - len(head) :]
            named = [_row(_columns(head, _starts(lines[at])))] if head else []
            found += ["", *named, *rows, ""]
            at = end
        else:
            found.append(lines[at])
            at += 1
    return found


def _grid(lines: Sequence[str], at: int) -> tuple[int, list[str]]:
    """Where a table between borders of + ends, and its rows."""
    rows: list[str] = []
    cells: list[list[str]] = []
    for number in range(at + 1, len(lines)):
        line = lines[number].strip()
        if _BORDER.fullmatch(line):
            rows += [_row(cells)] if cells else []
            cells = []
        elif line.startswith("|") and line.endswith("|"):
            parts = re.split(r"(?<!\\)\|", line[1:-1])
            if cells and len(parts) != len(cells):
                return at, []
            cells = cells or [[] for _ in parts]
            for cell, part in zip(cells, parts, strict=True):
                cell.append(part.strip())
        else:
            return (at, []) if cells else (number, rows)
    return (at, []) if cells else (len(lines), rows)


def _ruled(lines: Sequence[str], at: int) -> tuple[int, list[str]]:
    """Where a table between rulers ends, and its rows: parted by blank lines when there are any, else each a line."""
    if not _RULER.fullmatch(lines[at]):
        return at, []
    starts = _starts(lines[at])
    after = range(at + 1, len(lines))
    end = next((n for n in after if _RULER.fullmatch(lines[n]) or _WHOLE_RULE.fullmatch(lines[n])), None)
    body = lines[at + 1 : end] if end else []
    if end is None or any(_cuts_a_word(line, starts) for line in body):
        return at, []
    height = 1 if all(line.strip() for line in body) else len(body)
    rows: list[str] = []
    waiting: list[str] = []
    for line in (*body, ""):
        waiting += [line] if line.strip() else []
        if waiting and (len(waiting) == height or not line.strip()):
            rows.append(_row(_columns(waiting, starts)))
            waiting = []
    return end + 1, rows


def _head(above: Sequence[str], ruler: str) -> list[str]:
    """The lines right above a ruler that name its columns, under a blank line or a rule."""
    starts = _starts(ruler)
    head: list[str] = []
    for line in reversed(above):
        if not line.strip() or _WHOLE_RULE.fullmatch(line):
            return head if not any(_cuts_a_word(one, starts) for one in head) else []
        head.insert(0, line)
    return []


def _columns(lines: Sequence[str], starts: Sequence[int]) -> list[list[str]]:
    edges = list(zip([0, *starts[1:]], [*starts[1:], None], strict=True))
    return [[line[start:stop].strip().replace("|", "\\|") for line in lines] for start, stop in edges]


def _starts(ruler: str) -> list[int]:
    return [match.start() for match in re.finditer(r"-+", ruler)]


def _cuts_a_word(line: str, starts: Sequence[int]) -> bool:
    return any(line[start - 1 : start].strip() for start in starts[1:])


def _row(cells: Sequence[Sequence[str]]) -> str:
    return f"| {' | '.join('<br>'.join(_paragraphs(cell)) for cell in cells)} |"


def _paragraphs(cell: Sequence[str]) -> Iterator[str]:
    """The lines of a cell, those joined that only were too long for its width."""
    text = ""
    for line in (*cell, ""):
        begins = not line or text.endswith("\\") or bool(labels.read(line.replace("\\", "")))
        if text and begins:
            yield text.removesuffix("\\")
            text = ""
        text = f"{text} {line}".strip()
