"""Judging an answer by code: the facts it must hold, and the house rules of how Penny speaks."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any

MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip
DAYS = ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo")

MAX_SENTENCES = 3
_UNKNOWN = re.compile(
    r"no (?:lo |la |me )?(?:se\b|sabe|tengo|dispongo|consta|aparece|hay|esta|figura|conozco|puedo)"
    r"|desconozco|sin informacion"
)
_MARKDOWN = re.compile(r"[*_`#]|^\s*(?:[-•]|\d+\.)\s", re.MULTILINE)
_SENTENCE = re.compile(r"[.!?…]+(?=\s|$)")
MULETILLAS = ("claro que si", "por supuesto")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be said of one answer."""

    right: bool
    """The facts are there, or for an unknown one, the admission."""
    clean: bool
    """At most three sentences, no markdown, none of the phrases to avoid."""


def plain(text: str) -> str:
    """Lower case, without accents."""
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(sign for sign in decomposed if unicodedata.category(sign) != "Mn")


def judge(question: dict[str, Any], answer: str, now: datetime) -> Verdict:
    """Whether an answer is right, and whether it is said as Penny should."""
    said = plain(answer)
    if question["kind"] == "unknown":
        right = bool(_UNKNOWN.search(said))
    else:
        right = all(re.search(_dated(pattern, now), said) for pattern in question["expect"])
        right = right and not any(re.search(pattern, said) for pattern in question.get("avoid", ()))
    return Verdict(right, is_clean(answer))


def is_clean(answer: str) -> bool:
    """Whether an answer keeps the house rules of speech."""
    said = plain(answer)
    sentences = len(_SENTENCE.findall(answer.strip())) or 1
    return sentences <= MAX_SENTENCES and not _MARKDOWN.search(answer) and not any(m in said for m in MULETILLAS)


def _dated(pattern: str, now: datetime) -> str:
    values = {
        "dia": str(now.day),
        "mes": MONTHS[now.month - 1],
        "numero_mes": f"{now.month:02d}",
        "dia_semana": DAYS[now.weekday()],
    }
    return re.sub(r"\{(\w+)\}", lambda match: values.get(match[1], match[0]), pattern)
