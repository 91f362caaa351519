"""What every test of the composition root starts from."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from tests.kehoach.openid_provider import PERSON, FakeProvider, running_provider


@pytest.fixture(autouse=True)
def _no_counts_from_before():
    """The limits of tries count in the cache, which outlives a test."""
    cache.clear()


@pytest.fixture(scope="module")
def server() -> Iterator[FakeProvider]:
    with running_provider() as provider:
        yield provider


@pytest.fixture
def provider(server: FakeProvider, settings) -> FakeProvider:
    """At the browser is the secretary; the provider is honest."""
    cache.clear()
    server.person, server.userinfo, server.lies, server.says = dict(PERSON), {}, {}, {}
    server.signs_with, server.algorithm, server.kid, server.asked = None, "RS256", "key 1", []
    settings.SIGN_ON, settings.SIGN_ON_CLAIM, settings.SIGN_ON_IS_SECOND_FACTOR = server.setting, "email", False
    return server
