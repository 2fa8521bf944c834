"""What is made of measurements: percentiles, and the word error rate."""

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


def words(text: str) -> str:
    """Lower case, without punctuation: how transcripts are compared."""
    kept = "".join(sign if sign.isalnum() or sign.isspace() else " " for sign in unicodedata.normalize("NFC", text))
    return re.sub(r"\s+", " ", kept).strip().lower()


def word_error_rate(references: Sequence[str], hypotheses: Sequence[str]) -> float:
    """Errors per reference word over all clips together."""
    return float(jiwer.wer([words(text) for text in references], [words(text) for text in hypotheses]))
