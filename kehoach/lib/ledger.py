"""The arithmetic of a ledger that shows tampering: a mark on each entry, and a chain through all of them.

The mark proves that this installation wrote the entry, for only it has the key; the chain proves that none was taken
out, put in between or moved. Source: reliability.md, promise 7.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

FIRST = "0" * 64  # what the first link hangs on


def mark_of(key: str, facts: Mapping[str, Any]) -> str:
    """64 hexadecimal digits that only the holder of the key can make of these facts; JSON values only."""
    return hmac.new(key.encode(), _plain(facts), hashlib.sha256).hexdigest()


def link_of(previous: str, number: int, row: int, mark: str) -> str:
    """The hash of a link: over the link before, the link's own number, the row that it holds and the row's mark."""
    return hashlib.sha256(f"{previous} {number} {row} {mark}".encode()).hexdigest()


def _plain(facts: Mapping[str, Any]) -> bytes:
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
