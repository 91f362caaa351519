"""When: the deadline that a line states, and the days that only belong to cited documents.

Patterns run on the flat text (no marks, lower case), whose offsets are those of the text. Source: product.md, rule 16.
Calendar: spans.py, spelt.py; how often: rhythm.py; from the plan's own day: counted.py; cited documents: citations.py;
what is a deadline: deadlines.py.
"""

from tasks.importing.dates.citations import citations
from tasks.importing.dates.deadlines import deadline, stated

__all__ = ["citations", "deadline", "stated"]
