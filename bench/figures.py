"""What is made of measurements: percentiles, slopes, and the word error rate."""

import re
import unicodedata
from collections.abc import Sequence

import jiwer
import numpy as np


def spread(values: Sequence[float], points: Sequence[int] = (50, 95)) -> dict[str, float]:
    """Percentiles, to a tenth; the median and the 95th if none are named."""
    if not values:
        return {f"p{point}": float("nan") for point in points}
    return {f"p{point}": round(float(np.percentile(values, point)), 1) for point in points}


def percentile(values: Sequence[float], percent: float) -> float:
    """A percentile, to a tenth."""
    return round(float(np.percentile(values, percent)), 1) if values else float("nan")


def slope(values: Sequence[float]) -> float:
    """By how much equally spaced values grow from one to the next, by least squares.

    Raises:
        ValueError: There are fewer than two.
    """
    if len(values) < 2:  # noqa: PLR2004 - a line has two points
        raise ValueError("One value has no slope.")
    return float(np.polyfit(np.arange(len(values)), values, 1)[0])


def words(text: str) -> str:
    """Lower case, without punctuation: how transcripts are compared."""
    kept = "".join(sign if sign.isalnum() or sign.isspace() else " " for sign in unicodedata.normalize("NFC", text))
    return re.sub(r"\s+", " ", kept).strip().lower()


def word_error_rate(references: Sequence[str], hypotheses: Sequence[str]) -> float:
    """Errors per reference word over all clips together."""
    return float(jiwer.wer([words(text) for text in references], [words(text) for text in hypotheses]))
