"""Pages set as PDF."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst


def typeset(template: Path, data: Mapping[str, Any], *, fonts: Path) -> bytes:
    """The template filled in, as PDF.

    Takes: data: reaches the template as JSON in `sys.inputs.data` and is never read as source; fonts: a folder of
    font files, the only ones that are used beside those that typst brings along.
    """
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    return typst.compile(
        str(template),
        root=str(template.parent),
        font_paths=[str(fonts)],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs=inputs,
    )
