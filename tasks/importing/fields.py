"""Lines that say when, who or what of other lines: "Thời gian: …", "Cơ quan chủ trì" with the names below it."""

from collections.abc import Iterator, Sequence

from tasks.importing import bodies, headings, people
from tasks.importing.outline import Line
from tasks.importing.proposal import Item


def is_name(line: Line) -> bool:
    """The line is the name of a field, or of several, which its own next lines or the lines below it say."""
    name, _, rest = line.text.partition("\n")
    if not headings.is_field_name(name):
        return False
    return bool(rest or line.lines) and all(_says_field(below) for below in line.lines)


def _says_field(line: Line) -> bool:
    if line.lines or headings.is_field(line.text):
        return is_name(line) or not line.lines
    text = line.text.rstrip(" .;,")
    return headings.is_noun(text) or bodies.listed(text).end == len(text)


def spelt_out(line: Line) -> str | None:
    """The name of a field and what says it as one: "Cơ quan chủ trì: A; B"; None when fields stand below it."""
    if any(below.lines or headings.is_field(below.text) for below in line.lines):
        return None
    name, _, rest = line.text.partition("\n")
    said = [text.rstrip(" .;,") for text in (*rest.split("\n"), *(below.text for below in line.lines)) if text]
    return f"{name.rstrip(': ')}: {'; '.join(said)}"


def take(item: Item) -> None:
    """Give an item what the fields below it say; they are no work. A heading hands it on to the tasks below it."""
    fields = [below for below in item.items if _is_field(below)]
    for below in item.items:
        below.is_task = below.is_task and not (fields and not below.items and headings.is_topic(below.text))
    for field in fields:
        _give(item, field)
    if not item.is_task:
        share(item.items)


def share(items: Sequence[Item]) -> None:
    """Give the tasks among these items, and below them, what the fields among them say and the tasks do not."""
    fields = [item for item in items if _is_field(item)]
    for task in _tasks(items) if fields else ():
        named = bool(task.assignees)
        for field in fields:
            _give(task, field, people_too=not named)


def _is_field(item: Item) -> bool:
    is_named = headings.is_field(item.text) or headings.is_field_name(item.text.split("\n")[0])
    return is_named and not any(below.is_task for below in item.items)


def _give(item: Item, field: Item, *, people_too: bool = True) -> None:
    if item.deadline is None or (item.deadline.kind == "other" and field.deadline):
        item.deadline = field.deadline
    item.product = item.product or field.product
    if people_too:
        item.assignees = people.once([*item.assignees, *field.assignees])


def _tasks(items: Sequence[Item]) -> Iterator[Item]:
    for item in items:
        if item.is_task:
            yield item
        yield from _tasks(item.items)
