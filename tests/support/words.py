"""Comparing transcripts."""

import re
import unicodedata
from collections.abc import Sequence

import jiwer


def words(text: str) -> str:
    """Lower case, without punctuation."""
    kept = "".join(sign if sign.isalnum() or sign.isspace() else " " for sign in unicodedata.normalize("NFC", text))
    return re.sub(r"\s+", " ", kept).strip().lower()


def plain(text: str) -> str:
    """The words without their accents too: whether it is "que" or "qué" is not to be heard."""
    decomposed = unicodedata.normalize("NFD", words(text))
    return "".join(sign for sign in decomposed if unicodedata.category(sign) != "Mn")


def word_error_rate(references: Sequence[str], hypotheses: Sequence[str]) -> float:
    """Errors per reference word over all clips together."""
    return float(jiwer.wer([words(text) for text in references], [words(text) for text in hypotheses]))
