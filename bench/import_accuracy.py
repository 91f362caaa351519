"""How well plans are read: precision and recall over the labelled corpus, for each document and in all.

    .venv/bin/python -m bench.import_accuracy [--wrong] [NAME ...]

Prints a table; with --wrong also every fact that was missed or invented. A fact counts only when it is right to the
letter: a task is its label and its whole text, an assignee is the task, the name and the role, a deadline the task,
the kind and its days. The real plan (../shared/plans) is measured with them where it is.
"""

import argparse
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kehoach.lib.vietnamese import fold
from tasks.importing import Refused, propose
from tasks.importing.proposal import Item, Proposal, Section
from tests.tasks.importing.corpus import Labelled, documents, file_of

KINDS = ("head", "sections", "tasks", "nesting", "assignees", "deadlines", "recipients", "signer")
Facts = dict[str, Counter[tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Score:
    """How many facts were found rightly, how many there are, and how many were claimed."""

    right: int = 0
    true: int = 0
    claimed: int = 0

    def __add__(self, other: "Score") -> "Score":
        return Score(self.right + other.right, self.true + other.true, self.claimed + other.claimed)

    @property
    def precision(self) -> float:
        return self.right / self.claimed if self.claimed else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.true if self.true else 1.0


def score(true: Proposal, claimed: Proposal) -> dict[str, Score]:
    truth, claim = facts(true), facts(claimed)
    return {
        kind: Score((truth[kind] & claim[kind]).total(), truth[kind].total(), claim[kind].total()) for kind in KINDS
    }


def facts(proposal: Proposal) -> Facts:
    """Everything a proposal says, as things that can be compared."""
    found: Facts = {kind: Counter() for kind in KINDS}
    for name, value in proposal.head.to_dict().items():
        if value and name != "bases":
            found["head"][name, _key(str(value))] += 1
    for above, title, items in _places(proposal):
        if above or title:
            found["sections"][above, title] += 1
        for item in items:
            _item_facts(item, f"{above} {title}", found)
    for one in proposal.recipients:
        found["recipients"][_key(one.text), str(one.report), str(one.internal)] += 1
    for name, value in proposal.signer.to_dict().items():
        if value:
            found["signer"][name, _key(value)] += 1
    return found


def _places(proposal: Proposal) -> Iterator[tuple[str, str, list[Item]]]:
    """(annex or "", title, items) of every section, annex and group of rows."""
    for section in proposal.sections:
        yield "", _title(section), section.items
    for annex in proposal.annexes:
        yield _key(annex.title), "", []
        for group in annex.groups:
            if group.title:
                yield _key(annex.title), _key(group.title), group.items
            else:
                yield "", "", group.items


def _title(section: Section) -> str:
    return _key(f"{section.numeral or ''} {section.title or ''}")


def _item_facts(item: Item, above: str, found: Facts) -> None:
    key = f"{item.label.strip(' .)(')}|{_key(item.text)}"
    found["nesting"][key, above] += 1
    if item.is_task:
        found["tasks"][(key,)] += 1
        for one in item.assignees:
            found["assignees"][key, fold(one.name), one.role] += 1
        if due := item.deadline:
            found["deadlines"][key, due.kind, str(due.start), str(due.on), str(due.before)] += 1
    for below in item.items:
        _item_facts(below, key, found)


def _key(text: str) -> str:
    """The words of a text: what marks and spaces stand between them does not matter."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def read(document: Labelled) -> Proposal | None:
    """What the importer makes of a document; None when it refuses it."""
    try:
        return propose(*file_of(document))
    except Refused as refusal:
        print(f"{document.name}: {refusal}")
        return None


def table(rows: Sequence[tuple[str, dict[str, Score]]]) -> str:
    """Precision and recall in per cent, one document a line."""
    width = max(len(name) for name, _ in rows) + 1
    lines = [" " * width + "".join(f"{kind:>15}" for kind in KINDS), " " * width + f"{'P     R':>15}" * len(KINDS)]
    for name, scores in rows:
        cells = (f"{100 * scores[kind].precision:5.1f} {100 * scores[kind].recall:5.1f}" for kind in KINDS)
        lines.append(f"{name:<{width}}" + "".join(f"{cell:>15}" for cell in cells))
    return "\n".join(lines)


def total(rows: Sequence[dict[str, Score]]) -> dict[str, Score]:
    return {kind: sum((row[kind] for row in rows), Score()) for kind in KINDS}


def _wrong(true: Proposal, claimed: Proposal) -> Iterator[str]:
    truth, claim = facts(true), facts(claimed)
    for kind in KINDS:
        yield from (f"  missed   {kind}: {' § '.join(fact)}" for fact in (truth[kind] - claim[kind]).elements())
        yield from (f"  invented {kind}: {' § '.join(fact)}" for fact in (claim[kind] - truth[kind]).elements())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("--wrong", action="store_true", help="print every fact that is missed or invented")
    parser.add_argument("names", nargs="*", help="only documents whose name begins so")
    options = parser.parse_args()
    rows: list[tuple[str, dict[str, Score]]] = []
    for document in documents():
        if options.names and not document.name.startswith(tuple(options.names)):
            continue
        claimed = read(document)
        empty = Proposal(type(document.truth.head)())
        rows.append((document.name, score(document.truth, claimed or empty)))
        if options.wrong and claimed:
            print(document.name, *_wrong(document.truth, claimed), sep="\n")
    print(table([*rows, ("all", total([scores for _, scores in rows]))]))


if __name__ == "__main__":
    main()
