"""Words from pixels, by RapidOCR, whose models (PP-OCRv6 small) are inside its package: nothing is fetched.

An optional extra, penny-deck[ocr]. The text lines that it finds may lean; they are set straight by turning the places
and not the picture, for it reads leaning lines as well as straight ones.
"""

import functools
import math
import statistics
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from PIL import Image

from penny_chassis.errors import Misconfigured
from penny_deck.grace.document import Box, Word
from penny_deck.grace.readers import layout

THREADS = 2
_SIDE = 2000
"""Pixels of the longer side that are looked at; A4 so has 170 dpi."""
_LEAN = math.radians(10)
"""Beyond this, half the lines of a page do not lean: they are turned, or there is a mistake."""
_LONG = 3
"""Times its height a line is wide at least, to say how the page leans."""
_PARAMETERS = {
    "Global.log_level": "critical",
    "Global.use_cls": False,  # it finds lines that are upside down, and has to be run on each
    "Global.max_side_len": _SIDE,
    "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}

Point = tuple[float, float]
"""In pixels, from the upper left corner."""
Corners = Sequence[Point]
"""Of a line or word: upper left, upper right, lower right, lower left, as the reader sees them."""


def prepare() -> None:
    """Import the library, if it is there; the models are loaded when they are first needed."""
    try:
        import cv2  # noqa: PLC0415 - an optional extra
        from rapidocr import RapidOCR  # noqa: F401, PLC0415 - the same
    except ImportError:
        return
    cv2.setNumThreads(THREADS)


def words(image: Image.Image) -> tuple[Word, ...]:
    """The words of an image (RGB), where they would stand if the page were straight.

    Raises:
        Misconfigured: The library is not installed.
    """
    if _is_blank(image):
        return ()
    result = _engine()(_pixels(image), return_word_box=True)
    straighten = _straightener(list(_corners(result.boxes)), image.size)
    return tuple(
        word
        for text, corners, confidence in _found(result)
        for word in layout.in_proportion(text, _box(straighten(corners), image.size), confidence)
    )


def _is_blank(image: Image.Image) -> bool:
    """Of one grey all over; there is nothing to look for, nor need the library be there."""
    return image.convert("L").getcolors(1) is not None


@functools.cache
def _engine() -> Any:  # noqa: ANN401 - the library has no types
    try:
        from rapidocr import RapidOCR  # noqa: PLC0415 - an optional extra, and a second to import
    except ImportError:
        raise Misconfigured(
            "A scan or photo cannot be read: the library that reads them is not installed.",
            remedy="Install penny-deck[ocr].",
        ) from None
    return RapidOCR(params=_PARAMETERS)


def _pixels(image: Image.Image) -> Any:  # noqa: ANN401 - a numpy array (height, width, 3), uint8, blue first
    import numpy as np  # noqa: PLC0415 - comes with the extra

    return np.ascontiguousarray(np.asarray(image.convert("RGB"))[:, :, ::-1])


Found = tuple[str, Corners, float]
"""A text, where it stands, how sure (0 to 1)."""


def _found(result: Any) -> Iterator[Found]:  # noqa: ANN401 - RapidOCROutput
    """The words of each line; a line for itself, if its words do not make up its text."""
    texts, by_line = result.txts or (), result.word_results or ()
    if len(by_line) != len(texts):
        by_line = ((),) * len(texts)
    for text, corners, score, parts in zip(texts, _corners(result.boxes), result.scores or (), by_line, strict=True):
        if _makes_up(text, parts):
            yield from ((part, _plain(place), float(sure)) for part, sure, place in parts)
        else:
            yield text, corners, float(score)


def _corners(boxes: Any) -> Iterable[Corners]:  # noqa: ANN401 - a numpy array (lines, 4, 2), or nothing
    return () if boxes is None else map(_plain, boxes)


def _plain(place: Iterable[Iterable[float]]) -> Corners:
    return [(float(x), float(y)) for x, y in place]


def _makes_up(text: str, parts: Any) -> bool:  # noqa: ANN401 - tuples of text, confidence, corners
    """Of a line with signs that the library takes for Chinese it gives single signs instead of words."""
    return bool(parts) and [part[0] for part in parts] == text.split()


def _straightener(lines: Sequence[Corners], size: tuple[int, int]) -> Callable[[Corners], Corners]:
    """What turns places around the page's centre so that most lines are level."""
    angle = _lean(lines)
    middle = (size[0] / 2, size[1] / 2)
    sine, cosine = math.sin(-angle), math.cos(-angle)

    def straight(corners: Corners) -> Corners:
        moved = [(x - middle[0], y - middle[1]) for x, y in corners]
        return [(x * cosine - y * sine + middle[0], x * sine + y * cosine + middle[1]) for x, y in moved]

    return straight


def _lean(lines: Sequence[Corners]) -> float:
    """How the page leans, in radians, clockwise: as its median line does."""
    angles = [
        math.atan2(right[1] - left[1], right[0] - left[0])
        for left, right, _, low in lines
        if _is_long(left, right, low)
    ]
    lean = statistics.median(angles) if angles else 0.0
    return lean if abs(lean) <= _LEAN else 0.0


def _is_long(left: Point, right: Point, low: Point) -> bool:
    return math.dist(left, right) >= _LONG * math.dist(left, low)


def _box(corners: Corners, size: tuple[int, int]) -> Box:
    """Around the corners, in fractions of the image."""
    across = [min(max(x / size[0], 0.0), 1.0) for x, _ in corners]
    down = [min(max(y / size[1], 0.0), 1.0) for _, y in corners]
    return Box(min(across), min(down), max(across), max(down))
