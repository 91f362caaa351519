"""Photos as they are kept: upright, of a sane size, and holding nothing but the picture.

A phone writes into a photo where and when it was taken and by which device; none of that belongs to the office.
"""

import io
import warnings
from typing import IO

from PIL import Image, ImageOps

MOST_PIXELS = 60_000_000  # more is no photo of a phone but a bomb: a small file that unpacks to gigabytes
LONGEST_SIDE = 2400  # pixels kept; a page of print stays readable
SMALL_SIDE = 240  # pixels of the picture in a list
QUALITY = 80
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG"}
FLAT = ("RGB", "L")  # what a JPEG can hold


class NotAPicture(Exception):
    """The bytes are broken, of another kind, or of too many pixels."""


def cleaned(file: IO[bytes], content_type: str) -> bytes:
    """The picture drawn anew: turned as the camera was held, no longer than LONGEST_SIDE, without any other data.

    Takes: content_type: image/jpeg or image/png, which it stays. Errors: NotAPicture.
    """
    return _drawn(file, content_type, LONGEST_SIDE)


def small(file: IO[bytes], content_type: str) -> bytes:
    """The same for a list: a JPEG no longer than SMALL_SIDE."""
    return _drawn(file, content_type, SMALL_SIDE, kept_as="JPEG")


def _drawn(file: IO[bytes], content_type: str, side: int, kept_as: str = "") -> bytes:
    kept_as = kept_as or FORMATS[content_type]
    out = io.BytesIO()
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Pillow finds odd in a file is no news for the office
            with Image.open(file, formats=[FORMATS[content_type]]) as source:
                if source.width * source.height > MOST_PIXELS:
                    raise NotAPicture
                source.draft(None, (side, side))  # a large JPEG is read at a fraction of its size
                picture = ImageOps.exif_transpose(source)
                picture.thumbnail((side, side))
                _write(picture, kept_as, out)
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, Image.DecompressionBombError) as error:
        raise NotAPicture from error
    return out.getvalue()


def _write(picture: Image.Image, kept_as: str, out: io.BytesIO) -> None:
    """Only the colours, their profile and what is see-through go along."""
    profile = picture.info.get("icc_profile")
    if kept_as == "JPEG":
        flat = picture if picture.mode in FLAT else _on_white(picture)
        flat.info = {}
        flat.save(out, "JPEG", quality=QUALITY, icc_profile=profile)
    else:
        picture.info = {key: picture.info[key] for key in ("transparency",) if key in picture.info}
        picture.save(out, "PNG", icc_profile=profile)


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode == "CMYK":
        return picture.convert("RGB")
    layer = picture.convert("RGBA")
    paper = Image.new("RGBA", layer.size, "white")
    return Image.alpha_composite(paper, layer).convert("RGB")
