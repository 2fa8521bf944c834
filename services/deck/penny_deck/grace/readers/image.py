"""Photos and scans: PNG, JPEG, WEBP, TIFF. A TIFF has a page for each of its pictures."""

import io
import warnings
from collections.abc import Iterator

from PIL import Image, ImageOps, UnidentifiedImageError

from penny_deck.grace.document import Document, Word
from penny_deck.grace.readers import limits, ocr

_FORMATS = ("PNG", "JPEG", "WEBP", "TIFF")
_MAX_SIDE = 4000
"""Pixels; the recogniser looks at half of this, and memory is for what it makes of it."""


def read(data: bytes) -> Document:
    """What can be read of each picture."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            return Document(tuple(_pages(data)), "image")
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise limits.too_large(f"The image has more than {limits.MAX_PIXELS} pixels.") from None
        except UnidentifiedImageError:
            raise limits.unreadable() from None


def _pages(data: bytes) -> Iterator[tuple[Word, ...]]:
    with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
        count = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
        limits.check("The document", count, limits.MAX_PAGES, "pages")
        for number in range(count):
            if count > 1:
                image.seek(number)
            limits.check("The image", image.width * image.height, limits.MAX_PIXELS, "pixels")
            yield ocr.words(_upright(image))


def _upright(image: Image.Image) -> Image.Image:
    """RGB, as the camera was held, on white where it is transparent, no larger than it can be read."""
    image.draft("RGB", (_MAX_SIDE, _MAX_SIDE))
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((_MAX_SIDE, _MAX_SIDE))
    if not upright.has_transparency_data:
        return upright.convert("RGB")
    rgba = upright.convert("RGBA")
    white = Image.new("RGBA", rgba.size, "white")
    return Image.alpha_composite(white, rgba).convert("RGB")
