"""WHAT: plans, their sections and tasks, who is assigned, what was done, and the notices owed about it."""

from tasks.models.assignments import Assignment, Collective, Tally
from tasks.models.drafts import Draft, DraftFile
from tasks.models.extensions import Extension
from tasks.models.imports import ImportStep, PlanImport
from tasks.models.indicators import Indicator
from tasks.models.notices import Digest, JobRun, Notice
from tasks.models.plans import PeriodKind, Plan, Recipient, Section, Task
from tasks.models.updates import Evidence, KeptFile, Update

__all__ = [
    "Assignment",
    "Collective",
    "Digest",
    "Draft",
    "DraftFile",
    "Evidence",
    "Extension",
    "ImportStep",
    "Indicator",
    "JobRun",
    "KeptFile",
    "Notice",
    "PeriodKind",
    "Plan",
    "PlanImport",
    "Recipient",
    "Section",
    "Tally",
    "Task",
    "Update",
]
