"""One page of a PDF: its pieces of text and its drawn lines, with where they stand. Nothing is put together yet.

Uses pypdf's interpreter of text operators, which knows the width of every glyph; it has no public name, so the version
of pypdf is pinned and tests read real files.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pypdf import PageObject
from pypdf._text_extraction import mult
from pypdf._text_extraction._layout_mode._fixed_width_page import recurse_to_target_op, set_font_operation
from pypdf._text_extraction._layout_mode._text_state_manager import TextStateManager
from pypdf._text_extraction._layout_mode._text_state_params import TextStateParams
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, StreamObject
from pypdf.generic._font import Font

_DEEPEST = 5  # forms drawn inside forms
_THIN = 3.0  # points: a rectangle no thicker than this is a drawn line
_BOLD_WEIGHT = 600
_IDENTITY = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]

Operation = tuple[Any, bytes]


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text drawn at one go. Measured in: points from the left and the lower edge of the page."""

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Ruling:
    """A drawn straight line, lying or standing; from (left, low) to (right, high)."""

    left: float
    low: float
    right: float
    high: float

    @property
    def lies(self) -> bool:
        return self.right - self.left >= self.high - self.low


class Fonts:
    """The fonts of a file, each read once."""

    def __init__(self) -> None:
        self._known: dict[Any, Font] = {}

    def of(self, resources: Any) -> dict[str, Font]:
        fonts = _dictionary(_dictionary(resources).get("/Font"))
        return {name: self._font(fonts.raw_get(name)) for name in fonts}

    def _font(self, reference: Any) -> Font:
        key = getattr(reference, "idnum", id(reference))
        if key not in self._known:
            resource = _dictionary(reference)
            self._known[key] = Font.from_font_resource(resource)
        return self._known[key]


def contents(page: PageObject, fonts: Fonts) -> tuple[list[Run], list[Ruling]]:
    """What stands on a page, in the order in which it was drawn."""
    stream = page.get("/Contents")
    stream = stream.get_object() if stream is not None else None
    if not isinstance(stream, ArrayObject | StreamObject):
        return [], []
    drawing = _Drawing(page, fonts)
    shown = _shown(drawing.operations(stream, page.get("/Resources"), 0), drawing.fonts)
    return [run for one in shown if (run := _run(one))], drawing.rulings


class _Drawing:
    """Walks the operators of a page and of the forms drawn on it, and keeps the lines drawn on the way."""

    def __init__(self, page: PageObject, fonts: Fonts) -> None:
        self.fonts: dict[str, Font] = {}
        self.rulings: list[Ruling] = []
        self._page = page
        self._known_fonts = fonts
        self._matrix = _IDENTITY
        self._stack: list[list[float]] = []
        self._path: list[Ruling] = []
        self._at = (0.0, 0.0)

    def operations(self, stream: Any, resources: Any, depth: int) -> Iterator[Operation]:
        """The operators, those of forms in their place; fonts are named apart for each form."""
        prefix = f"{len(self.fonts)}"
        self.fonts |= {prefix + name: font for name, font in self._known_fonts.of(resources).items()}
        forms = _dictionary(_dictionary(resources).get("/XObject"))
        for operands, operator in ContentStream(stream, self._page.pdf, "bytes").operations:
            if operator == b"Do":
                form = _dictionary(forms.get(operands[0])) if operands else DictionaryObject()
                if form.get("/Subtype") == "/Form" and depth < _DEEPEST:
                    yield from self._form(form, resources, depth + 1)
            elif operator == b"Tf" and operands:
                yield [prefix + str(operands[0]), *operands[1:]], operator
            else:
                self._draw(operands, operator)
                yield operands, operator

    def _form(self, form: DictionaryObject, resources: Any, depth: int) -> Iterator[Operation]:
        matrix = [float(value) for value in _array(form.get("/Matrix"))]
        for operation in (([], b"q"), (matrix if len(matrix) == 6 else _IDENTITY, b"cm")):
            self._draw(*operation)
            yield operation
        yield from self.operations(form, form.get("/Resources", resources), depth)
        self._draw([], b"Q")
        yield [], b"Q"

    def _draw(self, operands: Any, operator: bytes) -> None:
        if operator == b"q":
            self._stack.append(self._matrix)
        elif operator == b"Q" and self._stack:
            self._matrix = self._stack.pop()
        elif operator in (b"cm", b"re", b"m", b"l"):
            numbers = [float(value) for value in operands if isinstance(value, int | float)]
            self._trace(operator, numbers)
        elif operator in (b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"):
            self.rulings += self._path
            self._path = []
        elif operator == b"n":
            self._path = []

    def _trace(self, operator: bytes, numbers: list[float]) -> None:
        if operator == b"cm" and len(numbers) == 6:
            self._matrix = mult(numbers, self._matrix)
        elif operator == b"re" and len(numbers) == 4:
            x, y, width, height = numbers
            corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)]
            points = [self._point(*corner) for corner in corners]
            if min(abs(points[2][0] - points[0][0]), abs(points[2][1] - points[0][1])) <= _THIN:
                self._line(points[0], points[2])
            else:
                for one, other in pairwise(points):
                    self._line(one, other)
        elif len(numbers) == 2:
            point = self._point(*numbers)
            if operator == b"l":
                self._line(self._at, point)
            self._at = point

    def _point(self, x: float, y: float) -> tuple[float, float]:
        a, b, c, d, e, f = self._matrix
        return a * x + c * y + e, b * x + d * y + f

    def _line(self, one: tuple[float, float], other: tuple[float, float]) -> None:
        (left, right), (low, high) = sorted((one[0], other[0])), sorted((one[1], other[1]))
        if min(right - left, high - low) <= _THIN < max(right - left, high - low):
            self._path.append(Ruling(left, low, right, high))


def _shown(operations: Iterator[Operation], fonts: dict[str, Font]) -> list[TextStateParams]:
    """Every piece of text that is shown. Takes: `fonts`, which the walk over the operations fills."""
    state = TextStateManager()
    shown: list[TextStateParams] = []
    for operands, operator in operations:
        if operator in (b"BT", b"q"):
            _, inner = recurse_to_target_op(operations, state, b"ET" if operator == b"BT" else b"Q", fonts, False)
            shown += inner
        elif operator == b"Tf":
            set_font_operation(state, fonts, operands)
        elif operator == b"cm":
            state.add_cm(*operands)
        else:
            state.set_state_param(operator, operands)
    return shown


def _run(shown: TextStateParams) -> Run | None:
    text = shown.text if shown.font.interpretable else ""
    if not text.strip("\0 \t\r\n\u00a0"):
        return None
    scale = abs(shown.transform[0]) or 1.0
    width = (shown.displaced_tx - shown.tx) or len(text) * shown.font_height / 2
    size = shown.font_height or shown.font_size * scale
    return Run(text, shown.tx, shown.tx + width, shown.ty, size, _is_bold(shown.font))


def _is_bold(font: Font) -> bool:
    weight = str(font.font_descriptor.weight)
    return "bold" in font.name.lower() or (weight.isdecimal() and int(weight) >= _BOLD_WEIGHT)


def _dictionary(value: Any) -> DictionaryObject:
    found = value.get_object() if value is not None else None
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _array(value: Any) -> list[Any]:
    found = value.get_object() if value is not None else None
    return list(found) if isinstance(found, ArrayObject) else []
