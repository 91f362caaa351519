"""Who: the bodies that a line gives work to, and in which role.

Sentences: sentences.py, whom they are about: subjects.py; headings: titles.py; cells and fields: assigned.py; what
makes a tracker: tracking.py.
"""

from tasks.importing.people.assigned import cell, once
from tasks.importing.people.sentences import noted, read
from tasks.importing.people.subjects import is_guess, stands_alone
from tasks.importing.people.titles import heading, title
from tasks.importing.people.tracking import tracks

__all__ = ["cell", "heading", "is_guess", "noted", "once", "read", "stands_alone", "title", "tracks"]
