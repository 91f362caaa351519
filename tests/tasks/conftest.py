"""What several tests of plans and imports begin with."""

import pytest

from tasks.models import PlanImport
from tests.tasks.import_documents import DOCUMENT, read


@pytest.fixture
def record(cast, bloc) -> PlanImport:
    """The small document, read."""
    return read(DOCUMENT, bloc, cast)
