"""What is made of measurements: percentiles, and the word error rate."""

import re
import unicodedata
from collections.abc import Sequence

import jiwer
import numpy as np


def spread(values: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile, to a tenth."""
    if not values:
        return {"p50": float("nan"), "p95": float("nan")}
    return {"p50": round(float(np.percentile(values, 50)), 1), "p95": round(float(np.percentile(values, 95)), 1)}


def words(text: str) -> str:
    """Lower case, without punctuation: how transcripts are compared."""
    kept = "".join(sign if sign.isalnum() or sign.isspace() else " " for sign in unicodedata.normalize("NFC", text))
    return re.sub(r"\s+", " ", kept).strip().lower()


def word_error_rate(references: Sequence[str], hypotheses: Sequence[str]) -> float:
    """Errors per reference word over all clips together."""
    return float(jiwer.wer([words(text) for text in references], [words(text) for text in hypotheses]))
