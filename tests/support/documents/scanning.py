"""What a scanner or a telephone makes of a page: turned a little, noisy, blurred, in perspective."""

import io

import cv2
import numpy as np
import numpy.typing as npt
import pypdfium2
from PIL import Image

_Pixels = npt.NDArray[np.uint8]

_POINTS_PER_INCH = 72


def scan(pdf: bytes, seed: int) -> bytes:
    """A PDF of images only: 150 to 200 dpi, up to 3 degrees askew."""
    chance = np.random.default_rng(seed)
    dpi, angle = int(chance.integers(150, 201)), float(chance.uniform(-3, 3))
    pages = [Image.fromarray(_scanned(page, angle, chance)) for page in _rendered(pdf, dpi)]
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=dpi, quality=75)
    return out.getvalue()


def photo(pdf: bytes, seed: int, kind: str) -> bytes:
    """The first page as a photo lying on a table; `kind`: PNG or JPEG."""
    chance = np.random.default_rng(seed)
    page = next(iter(_rendered(pdf, 170)))
    taken = Image.fromarray(_blurred(_shaded(_in_perspective(page, chance), chance), chance))
    out = io.BytesIO()
    taken.save(out, kind, quality=80)
    return out.getvalue()


def pages(pdf: bytes, dpi: int) -> list[_Pixels]:
    """What is seen of a PDF, page by page, as grey pixels."""
    return _rendered(pdf, dpi)


def _rendered(pdf: bytes, dpi: int) -> list[_Pixels]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [
            np.asarray(page.render(scale=dpi / _POINTS_PER_INCH).to_pil().convert("L"), dtype=np.uint8)
            for page in document
        ]
    finally:
        document.close()


def _scanned(page: _Pixels, angle: float, chance: np.random.Generator) -> _Pixels:
    height, width = page.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    turned = cv2.warpAffine(page, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=(255.0,))
    return _blurred(np.asarray(turned, dtype=np.uint8), chance)


def _blurred(page: _Pixels, chance: np.random.Generator) -> _Pixels:
    soft = cv2.GaussianBlur(page, (0, 0), float(chance.uniform(0.3, 0.8)))
    noise = chance.normal(0, float(chance.uniform(3, 10)), page.shape)
    return np.clip(soft.astype(np.float64) * 0.95 + noise, 0, 255).astype(np.uint8)


def _in_perspective(page: _Pixels, chance: np.random.Generator) -> _Pixels:
    height, width = page.shape
    margin = width // 12
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float32)
    moved = corners + margin + chance.uniform(-width * 0.015, width * 0.015, (4, 2)).astype(np.float32)
    warp = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    size = (width + 2 * margin, height + 2 * margin)
    return np.asarray(cv2.warpPerspective(page, warp, size, borderValue=(110.0,)), dtype=np.uint8)


def _shaded(page: _Pixels, chance: np.random.Generator) -> _Pixels:
    """Darker towards one side, as under a lamp."""
    shade = np.linspace(1, float(chance.uniform(0.7, 0.9)), page.shape[1])
    return np.asarray(np.clip(page * shade, 0, 255), dtype=np.uint8)
