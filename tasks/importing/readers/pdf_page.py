"""One page of a PDF: its pieces of text and its drawn lines, with where they stand. Nothing is put together yet.

Source: ISO 32000-1, 8.4, 9.3 and 9.4. The letters and widths of fonts are read by pypdf, whose version is pinned: its
class for them has no public name.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pypdf import PageObject
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, StreamObject
from pypdf.generic._font import Font

_DEEPEST = 5  # forms drawn inside forms
_SLANT = 0.1  # of the one side of a letter's direction to the other; letters lie or stand otherwise
_THIN = 3.0  # points: a rectangle no thicker than this is a drawn line
_FIT = 0.1  # of the size: letters nearer than this belong together
_BOLD_WEIGHT = 600
_IDENTITY = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]
_SHOWS = (b"Tj", b"TJ", b"'", b'"')
_TEXTS = (b"BT", b"Tm", b"Td", b"TD", b"T*", *_SHOWS)
_PAINTS = (b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"n")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text drawn at one go. Measured in: points from the left and the lower edge of the page."""

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool = False
    slanted: bool = False  # drawn across the page behind the text: a watermark


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


class Letters:
    """What the codes of a font stand for and how wide they are; each is looked up once."""

    def __init__(self, font: Font) -> None:
        self.bold = _is_bold(font)
        self._font = font
        self._known: dict[str, tuple[str, float]] = {}

    def read(self, data: bytes) -> tuple[str, float, int, int]:
        """(text, width in thousandths of the size, number of letters, number of spaces) of a string in the content."""
        encoding = self._font.encoding
        codes = data.decode(encoding, "replace") if isinstance(encoding, str) else data.decode("latin-1")
        found = [self._known.get(code) or self._look_up(code) for code in codes]
        text = "".join([letter for letter, _ in found])
        return text, sum([width for _, width in found]), len(codes), codes.count(" ")

    def _look_up(self, code: str) -> tuple[str, float]:
        font = self._font
        letter = code if isinstance(font.encoding, str) else font.encoding.get(ord(code), code)
        text = "".join(font.character_map.get(one, one) for one in letter) if font.interpretable else ""
        width = font.space_width if code == font.space_char else font.get_text_width(code)
        self._known[code] = text, float(width)
        return self._known[code]


class Fonts:
    """The fonts of a file, each read once."""

    def __init__(self) -> None:
        self._known: dict[Any, Letters] = {}

    def of(self, resources: Any) -> dict[str, Letters]:
        fonts = _dictionary(_dictionary(resources).get("/Font"))
        return {name: self._letters(fonts.raw_get(name)) for name in fonts}

    def _letters(self, reference: Any) -> Letters:
        key = getattr(reference, "idnum", id(reference))
        if key not in self._known:
            self._known[key] = Letters(Font.from_font_resource(_dictionary(reference)))
        return self._known[key]


def contents(page: PageObject, fonts: Fonts) -> tuple[list[Run], list[Ruling]]:
    """What stands on a page, in the order in which it was drawn."""
    stream = page.get("/Contents")
    stream = stream.get_object() if stream is not None else None
    if not isinstance(stream, ArrayObject | StreamObject):
        return [], []
    drawing = _Drawing(page, fonts)
    drawing.walk(stream, page.get("/Resources"))
    return drawing.runs, drawing.rulings


class _Text:
    """The state of the text: its font and spacing, and where the next letters stand."""

    def __init__(self) -> None:
        self.font: Letters | None = None
        self.size = 0.0
        self.spacing = {b"Tc": 0.0, b"Tw": 0.0, b"Tz": 100.0, b"TL": 0.0, b"Ts": 0.0}
        self.matrix = self.line = _IDENTITY

    def move(self, operator: bytes, numbers: list[float]) -> None:
        """Begin a text or a line of it."""
        if operator == b"BT":
            self.matrix = self.line = _IDENTITY
        elif operator == b"Tm" and len(numbers) == 6:
            self.matrix = self.line = numbers
        elif operator in (b"Td", b"TD") and len(numbers) == 2:
            if operator == b"TD":
                self.spacing[b"TL"] = -numbers[1]
            self.matrix = self.line = _after([1, 0, 0, 1, *numbers], self.line)
        elif operator in (b"T*", b"'", b'"'):
            self.matrix = self.line = _after([1, 0, 0, 1, 0, -self.spacing[b"TL"]], self.line)

    def advance(self, width: float) -> None:
        self.matrix = _after([1, 0, 0, 1, width * self.spacing[b"Tz"] / 100, 0], self.matrix)

    def read(self, data: bytes) -> tuple[str, float]:
        """(the letters of a string in the content, how wide it is)."""
        if self.font is None:
            return "", 0.0
        text, width, count, spaces = self.font.read(data)
        return text, width / 1000 * self.size + self.spacing[b"Tc"] * count + self.spacing[b"Tw"] * spaces


class _Drawing:
    """Walks the operators of a page and of the forms drawn on it; keeps the text and the lines drawn on the way."""

    def __init__(self, page: PageObject, fonts: Fonts) -> None:
        self.runs: list[Run] = []
        self.rulings: list[Ruling] = []
        self._page = page
        self._fonts = fonts
        self._text = _Text()
        self._matrix = _upright(page)
        self._stack: list[tuple[list[float], Letters | None, float]] = []
        self._path: list[Ruling] = []
        self._at = (0.0, 0.0)

    def walk(self, stream: Any, resources: Any, depth: int = 0) -> None:
        fonts = self._fonts.of(resources)
        forms = _dictionary(_dictionary(resources).get("/XObject"))
        for operands, operator in ContentStream(stream, self._page.pdf, "bytes").operations:
            numbers = [float(value) for value in operands if isinstance(value, int | float)]
            if operator == b"Do" and operands:
                self._form(_dictionary(forms.get(operands[0])), resources, depth + 1)
            elif operator == b"Tf" and len(operands) > 1:
                self._text.font, self._text.size = fonts.get(operands[0]), numbers[-1] if numbers else 0.0
            elif operator in _PAINTS:
                self.rulings += self._path if operator != b"n" else []
                self._path = []
            elif operator in _TEXTS:
                self._text.move(operator, numbers)
                self._show(operands[-1] if operands and operator in _SHOWS else [])
            elif operator in self._text.spacing and numbers:
                self._text.spacing[operator] = numbers[0]
            else:
                self._trace(operator, numbers)

    def _form(self, form: DictionaryObject, resources: Any, depth: int) -> None:
        if form.get("/Subtype") != "/Form" or depth > _DEEPEST:
            return
        matrix = [float(value) for value in _array(form.get("/Matrix"))]
        self._trace(b"q", [])
        self._trace(b"cm", matrix)
        self.walk(form, form.get("/Resources", resources), depth)
        self._trace(b"Q", [])

    def _show(self, operand: Any) -> None:
        """The strings of an operand; numbers between them move the next one, by little for a better fit."""
        text, width = "", 0.0
        for item in operand if isinstance(operand, list) else [operand]:
            if isinstance(item, int | float):
                move = -float(item) / 1000 * self._text.size
                if text and abs(item) > 1000 * _FIT:
                    self._add(text, width)
                    text, width = "", 0.0
                if text:
                    width += move
                else:
                    self._text.advance(move)
            elif isinstance(item, str | bytes):
                letters, wide = self._text.read(item if isinstance(item, bytes) else item.encode("latin-1", "replace"))
                text, width = text + letters, width + wide
        self._add(text, width)

    def _add(self, text: str, width: float) -> None:
        here = _after(self._text.matrix, self._matrix)
        left, base = here[4], here[5] + self._text.spacing[b"Ts"] * here[3]
        self._text.advance(width)
        right = left + width * self._text.spacing[b"Tz"] / 100 * here[0]
        size = abs(self._text.size) * (here[2] ** 2 + here[3] ** 2) ** 0.5
        if not text.strip("\0\r\n"):
            return
        bold = self._text.font is not None and self._text.font.bold
        slant = sorted((abs(here[0]), abs(here[1])))
        slanted = slant[0] > _SLANT * slant[1]
        run = Run(text, min(left, right), max(left, right), base, size or 1.0, bold, slanted)
        last = self.runs[-1] if self.runs else None
        if last and not slanted and _is_one(last, run):
            run = Run(last.text + text, last.left, run.right, base, run.size, bold)
            self.runs.pop()
        self.runs.append(run)

    def _trace(self, operator: bytes, numbers: list[float]) -> None:
        if operator == b"q":
            self._stack.append((self._matrix, self._text.font, self._text.size))
        elif operator == b"Q" and self._stack:
            self._matrix, self._text.font, self._text.size = self._stack.pop()
        elif operator == b"cm" and len(numbers) == 6:
            self._matrix = _after(numbers, self._matrix)
        elif operator == b"re" and len(numbers) == 4:
            x, y, width, height = numbers
            corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)]
            points = [self._point(*corner) for corner in corners]
            if min(abs(points[2][0] - points[0][0]), abs(points[2][1] - points[0][1])) <= _THIN:
                self._line(points[0], points[2])
            else:
                for one, other in pairwise(points):
                    self._line(one, other)
        elif operator in (b"m", b"l") and len(numbers) == 2:
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


def _is_one(last: Run, run: Run) -> bool:
    """Drawn right behind the last piece in the same letters; a little nearer or farther is for a better fit."""
    return (
        abs(run.left - last.right) < _FIT * run.size
        and (run.base, run.size, run.bold) == (last.base, last.size, last.bold)
        and not last.text.endswith(" ")
    )


def _upright(page: PageObject) -> list[float]:
    """How a page that is shown turned stands upright: annexes laid across are often kept so."""
    width, height = float(page.mediabox.width), float(page.mediabox.height)
    turned = {90: [0.0, -1, 1, 0, 0, width], 180: [-1.0, 0, 0, -1, width, height], 270: [0.0, 1, -1, 0, height, 0]}
    return turned.get(page.rotation % 360, _IDENTITY)


def _is_bold(font: Font) -> bool:
    weight = str(font.font_descriptor.weight)
    return "bold" in font.name.lower() or (weight.isdecimal() and int(weight) >= _BOLD_WEIGHT)


def _dictionary(value: Any) -> DictionaryObject:
    found = value.get_object() if value is not None else None
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _array(value: Any) -> list[Any]:
    found = value.get_object() if value is not None else None
    return list(found) if isinstance(found, ArrayObject) else []


def _after(one: list[float], other: list[float]) -> list[float]:
    """First the one transformation, then the other."""
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return [a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m]
