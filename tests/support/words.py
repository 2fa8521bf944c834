"""Comparing transcripts."""

import re
import unicodedata
from collections.abc import Sequence

import jiwer


def words(text: str) -> str:
    """Lower case, without punctuation."""
    kept = "".join(sign if sign.isalnum() or sign.isspace() else " " for sign in unicodedata.normalize("NFC", text))
    return re.sub(r"\s+", " ", kept).strip().lower()


def word_error_rate(references: Sequence[str], hypotheses: Sequence[str]) -> float:
    """Errors per reference word over all clips together."""
    return float(jiwer.wer([words(text) for text in references], [words(text) for text in hypotheses]))
