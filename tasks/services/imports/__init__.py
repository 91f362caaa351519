"""From an uploaded document to a plan: keep the file, read it, correct what was read, confirm it."""

from tasks.services.imports.confirm import Outcome, confirm_import, foresee
from tasks.services.imports.correct import choose_reporting, correct_proposal, decide_name, discard_import
from tasks.services.imports.draft import Meaning, Problem, UnitCounter, meanings_of
from tasks.services.imports.names import names_in
from tasks.services.imports.upload import is_small, read_import, read_owed_imports, upload_plan

__all__ = [
    "Meaning",
    "Outcome",
    "Problem",
    "UnitCounter",
    "choose_reporting",
    "confirm_import",
    "correct_proposal",
    "decide_name",
    "discard_import",
    "foresee",
    "is_small",
    "meanings_of",
    "names_in",
    "read_import",
    "read_owed_imports",
    "upload_plan",
]
