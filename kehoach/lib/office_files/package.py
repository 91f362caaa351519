"""The zip package that Word and Excel files share.

Its bytes depend on its content alone: no time of writing is kept.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from kehoach.lib.office_files.text import one_line

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CORE_PROPERTIES = "docProps/core.xml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
UNDATED = date(2026, 1, 1)
"""The day that a file states whose document has none yet."""

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # The earliest time that a zip can state.

Entry = tuple[str, Iterable[str]]
"""A part's name and its text in pieces."""


def zipped(entries: Iterable[Entry]) -> bytes:
    """The package, in the order of its entries; each one's pieces are read before the next entry is asked for."""
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name, pieces in entries:
            with archive.open(_timeless(name), "w", force_zip64=True) as part:
                for piece in pieces:
                    part.write(piece.encode())
    return file.getvalue()


def content_types(default: str, overrides: Mapping[str, str]) -> Entry:
    """What kind each part is: most are the default, the named ones are not."""
    rows = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in overrides.items())
    return "[Content_Types].xml", [
        f'{XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="{default}"/>{rows}'
        f'<Override PartName="/{CORE_PROPERTIES}" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    ]


def package_relationships(main_part: str) -> Entry:
    core = f"{_PACKAGE}/relationships/metadata/core-properties"
    return "_rels/.rels", [_relationships([(f"{OFFICE}/officeDocument", main_part), (core, CORE_PROPERTIES)])]


def relationships(part: str, targets: Iterable[tuple[str, str]]) -> Entry:
    """What a part refers to: the kind of each (below OFFICE) and its name beside the part; they become rId1, rId2, …"""
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels", [_relationships((f"{OFFICE}/{kind}", to) for kind, to in targets)]


def core_properties(*, title: str, creator: str, language: str, day: date | None) -> Entry:
    """Title, author and language. The times are the document's own day: the file carries no clock."""
    time = f"{day or UNDATED:%Y-%m-%d}T00:00:00Z"
    return CORE_PROPERTIES, [
        f'{XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(one_line(title))}</dc:title><dc:creator>{escape(one_line(creator))}</dc:creator>"
        f"<dc:language>{language}</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{time}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{time}</dcterms:modified></cp:coreProperties>'
    ]


def _timeless(name: str) -> ZipInfo:
    entry = ZipInfo(name, _EARLIEST)
    entry.compress_type = ZIP_DEFLATED
    return entry


def _relationships(targets: Iterable[tuple[str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{to}"/>' for number, (kind, to) in enumerate(targets, 1)
    )
    return f'{XML}<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'
