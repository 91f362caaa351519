"""From where the act of this moment comes: the address of the browser that asked, empty when the server acts itself."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_origin: ContextVar[Callable[[], str] | None] = ContextVar("origin", default=None)


def current_origin() -> str:
    """An address such as 10.0.0.7; empty in jobs and commands."""
    ask = _origin.get()
    return ask() if ask else ""


@contextmanager
def acting_from(ask: Callable[[], str]) -> Iterator[None]:
    """What is written inside comes from there. Takes: a function, asked only when something is written."""
    token = _origin.set(ask)
    try:
        yield
    finally:
        _origin.reset(token)
