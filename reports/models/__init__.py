"""HOW WE STAND: periods, what units report, what the board says about it, and the report to the Standing Committee."""

from reports.models.comments import Comment
from reports.models.examples import Adoption, Example, ExampleFile
from reports.models.indicators import IndicatorValue
from reports.models.periods import Period
from reports.models.reviews import Direction, LineReturn, Phrases, Review, Urge
from reports.models.rollups import Rollup, RollupBuild, RollupFile, RollupPart
from reports.models.unit_reports import ReportLine, UnitReport

__all__ = [
    "Adoption",
    "Comment",
    "Direction",
    "Example",
    "ExampleFile",
    "IndicatorValue",
    "LineReturn",
    "Period",
    "Phrases",
    "ReportLine",
    "Review",
    "Rollup",
    "RollupBuild",
    "RollupFile",
    "RollupPart",
    "UnitReport",
    "Urge",
]
