"""What every test of the composition root starts from."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _no_counts_from_before():
    """The limits of tries count in the cache, which outlives a test."""
    cache.clear()
