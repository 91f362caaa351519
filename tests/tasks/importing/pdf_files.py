"""PDF files in the fewest bytes: letters at places, drawn lines, an image; a letter is half as wide as it is high."""

from collections.abc import Sequence
from dataclasses import dataclass, field

SIZE = 12


@dataclass
class Page:
    """Texts as (left, base, text), lines as (left, low, right, high), and whether an image covers the page."""

    texts: list[tuple[float, float, str]] = field(default_factory=list)
    lines: list[tuple[float, float, float, float]] = field(default_factory=list)
    image: bool = False
    notes: list[tuple[float, float, str]] = field(default_factory=list)  # in small letters
    across: str = ""  # written at a slant over the page
    bold: list[tuple[float, float, str]] = field(default_factory=list)

    def every_text(self) -> list[str]:
        return [self.across, *(text for _, _, text in self.texts + self.notes + self.bold)]


def page_of(*lines: str, left: float = 70, top: float = 760, step: float = 16) -> Page:
    """A page with one line below the other; an empty one leaves room."""
    return Page([(left, top - step * index, line) for index, line in enumerate(lines) if line])


def pdf_file(*pages: Page) -> bytes:
    """The bytes of a PDF with an own code for every letter in it."""
    letters = sorted({letter for page in pages for text in page.every_text() for letter in text})
    codes = {letter: number + 1 for number, letter in enumerate(letters)}
    objects = ["", _pages(len(pages)), _font(len(codes)), _stream(_letter_map(codes))]
    objects[0] = "<</Type/Catalog/Pages 2 0 R>>"
    objects.append(
        "<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8" + _data("0")
    )
    objects.append(_font(len(codes), "Thu-Bold"))
    for page in pages:
        content = len(objects) + 2
        drawn = "/XObject<</Im0 5 0 R>>" if page.image else ""
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {content} 0 R"
            f"/Resources<</Font<</F1 3 0 R/F2 6 0 R>>{drawn}>>>>"
        )
        objects.append(_stream(_content(page, codes)))
    return _file(objects)


def _pages(count: int) -> str:
    kids = " ".join(f"{7 + 2 * index} 0 R" for index in range(count))
    return f"<</Type/Pages/Kids[{kids}]/Count {count}>>"


def _font(count: int, name: str = "Thu") -> str:
    widths = " ".join(["500"] * (count + 1))
    return (
        f"<</Type/Font/Subtype/TrueType/BaseFont/{name}/FirstChar 0/LastChar {count}/Widths[{widths}]/ToUnicode 4 0 R>>"
    )


def _letter_map(codes: dict[str, int]) -> str:
    rows = "\n".join(f"<{code:02x}> <{letter.encode('utf-16-be').hex()}>" for letter, code in codes.items())
    head = "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <ff> endcodespacerange\n"
    return f"{head}{len(codes)} beginbfchar\n{rows}\nendbfchar endcmap end"


def _content(page: Page, codes: dict[str, int]) -> str:
    shown = [
        f"BT /{font} {size} Tf {left} {base} Td <{''.join(f'{codes[letter]:02x}' for letter in text)}> Tj ET"
        for texts, font, size in ((page.texts, "F1", SIZE), (page.notes, "F1", 9), (page.bold, "F2", SIZE))
        for left, base, text in texts
    ]
    if page.across:
        letters = "".join(f"{codes[letter]:02x}" for letter in page.across)
        shown.append(f"BT /F1 60 Tf 0.7 0.7 -0.7 0.7 150 300 Tm <{letters}> Tj ET")
    drawn = [f"{left} {low} m {right} {high} l S" for left, low, right, high in page.lines]
    return "\n".join([*shown, *drawn, *(["/Im0 Do"] if page.image else [])])


def _stream(text: str) -> str:
    return "<<" + _data(text)


def _data(text: str) -> str:
    return f"/Length {len(text)}>>stream\n{text}\nendstream"


def _file(objects: Sequence[str]) -> bytes:
    written = "%PDF-1.5\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(written))
        written += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(written)}\n%%EOF\n"
    return f"{written}xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{end}".encode("latin-1")
