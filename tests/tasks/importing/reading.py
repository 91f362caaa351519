"""What the tests of the importer ask of a proposal."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from kehoach.lib.vietnamese import normalize
from tasks.importing import propose
from tasks.importing.proposal import Item, Proposal

WORD = re.compile(r"[^\W_]+")


def read(text: str, filename: str = "ke-hoach.txt", **options: Any) -> Proposal:
    return propose(text.encode(), filename, **options)


def tree(items: Sequence[Item]) -> list[Any]:
    """Labels with the labels below them: ["1", ["2", "a", "b"]]."""
    return [[item.label, *tree(item.items)] if item.items else item.label for item in items]


def who(item: Item) -> list[tuple[str, str]]:
    return [(one.name, one.role) for one in item.assignees]


def texts(proposal: Proposal) -> Iterator[str]:
    """Every text of a proposal that stands for words of the document, each once."""
    head = proposal.head
    yield from filter(None, (head.type, head.number, head.symbol, head.place, head.superior, head.issuer, head.title))
    yield from head.bases
    if head.issued_on:
        yield f"{head.issued_on.day} {head.issued_on.month} {head.issued_on.year}"
    for section in proposal.sections:
        yield from (section.numeral or "", section.title or "", section.text)
        yield from _item_texts(section.items)
    for annex in proposal.annexes:
        yield annex.title
        for group in annex.groups:
            yield group.title or ""
            yield from _row_texts(group.items)
    yield from (f"{recipient.text} {'báo cáo b c' if recipient.report else ''}" for recipient in proposal.recipients)
    yield from filter(None, (proposal.signer.authority, proposal.signer.post, proposal.signer.name))
    yield from (passage.text for passage in proposal.unread)


def _item_texts(items: Sequence[Item]) -> Iterator[str]:
    for item in items:
        yield f"{item.label} {item.text}"
        yield from _item_texts(item.items)


def _row_texts(items: Sequence[Item], above: str = "") -> Iterator[str]:
    """The rows of a table that items were read from, each once: lines in the same cell share their row."""
    for item in items:
        if item.quote.place != above:
            yield item.quote.text
        yield from _row_texts(item.items, item.quote.place)


def words(text: str) -> Counter[str]:
    """The words of a text with how often each stands there; numbers without leading zeros."""
    return Counter(word.lstrip("0").casefold() or "0" for word in WORD.findall(normalize(text)))


def lost(source: str, proposal: Proposal, form: str = "") -> Counter[str]:
    """The words of the source that stand nowhere in the proposal. Takes: `form`, words that only carry the form."""
    return words(source) - sum((words(text) for text in texts(proposal)), words(form))
