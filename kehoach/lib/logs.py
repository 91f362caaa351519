"""The log: one line for one event, and none that somebody outside wrote."""

import logging
import re
from textwrap import indent
from typing import Any

_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class OneLine(logging.Formatter):
    """What was typed stays inside its line; a traceback follows indented, so that no line of it looks like an event."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        line = super().formatMessage(record)
        return _BREAKS.sub(lambda found: found[0].encode("unicode_escape").decode(), line)

    def formatException(self, ei: Any) -> str:
        return indent(super().formatException(ei), "    ", lambda line: True)
