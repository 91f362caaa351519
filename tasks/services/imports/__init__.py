"""From an uploaded document to a plan: keep the file, read it, correct what was read, confirm it."""

from tasks.services.imports.confirm import Outcome, confirm_import, draft_today, foresee
from tasks.services.imports.correct import (
    choose_reporting,
    correct_proposal,
    decide_gone,
    decide_name,
    discard_import,
)
from tasks.services.imports.difference import Difference, compare, given_anew
from tasks.services.imports.draft import Meaning, Problem, UnitCounter, meanings_of
from tasks.services.imports.names import names_in
from tasks.services.imports.read import read_import, read_owed_imports
from tasks.services.imports.renew import renew_plan
from tasks.services.imports.steps import redo_step, steps_of, undo_step
from tasks.services.imports.upload import upload_plan

__all__ = [
    "Difference",
    "Meaning",
    "Outcome",
    "Problem",
    "UnitCounter",
    "choose_reporting",
    "compare",
    "confirm_import",
    "correct_proposal",
    "decide_gone",
    "decide_name",
    "discard_import",
    "draft_today",
    "foresee",
    "given_anew",
    "meanings_of",
    "names_in",
    "read_import",
    "read_owed_imports",
    "redo_step",
    "renew_plan",
    "steps_of",
    "undo_step",
    "upload_plan",
]
