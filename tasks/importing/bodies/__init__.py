"""Bodies: where a list of their names begins and ends, and which unit of the register a name means.

Words: lexicon.py, verbs.py; where a name begins: heads.py, and where it ends: span.py, joints.py; lists of names:
names.py; names known beforehand: known.py; units: register.py.
"""

from tasks.importing.bodies.known import knowing, known_names
from tasks.importing.bodies.names import Listed, begins, begins_another, listed, names_in
from tasks.importing.bodies.register import KnownUnit, Register
from tasks.importing.collectives import is_collective, is_named

__all__ = [
    "KnownUnit",
    "Listed",
    "Register",
    "begins",
    "begins_another",
    "is_collective",
    "is_named",
    "knowing",
    "known_names",
    "listed",
    "names_in",
]
