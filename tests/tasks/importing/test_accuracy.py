"""The labelled corpus is read as well as it should be; bench/import_accuracy.py prints where it is not."""

import pytest

from bench.import_accuracy import KINDS, Score, score, total
from tasks.importing import propose
from tests.tasks.importing.corpus import documents, file_of

AIMS = {"tasks": 0.98, "nesting": 0.98, "assignees": 0.95, "deadlines": 0.97}


@pytest.fixture(scope="module")
def scores() -> list[dict[str, Score]]:
    return [score(document.truth, propose(*file_of(document))) for document in documents()]


@pytest.mark.parametrize("kind", KINDS)
def test_corpus_is_read_as_well_as_it_should_be(scores, kind):
    reached = total(scores)[kind]
    assert min(reached.precision, reached.recall) >= AIMS.get(kind, 0.98)
