"""An undefined variable in one of our templates fails the test that renders it; packages may do as they like."""

import sys
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


class UndefinedVariable(str):
    """The value of the template setting `string_if_invalid`: Django asks it `"%s" in`, then `% variable`."""

    def __contains__(self, part: object) -> bool:
        return part == "%s"

    def __mod__(self, variable: object) -> str:
        template = sys._getframe(1).f_locals["context"].render_context.template
        if Path(template.origin.name).is_relative_to(TEMPLATES):
            pytest.fail(f"{Path(template.origin.name).relative_to(TEMPLATES)}: {{{{ {variable} }}}} is undefined")
        return ""
