"""Signs that are said: `&`, `+`, `=`, `×`, `#1`, `~5`, `½`, arrows and comparisons.

The law of this file: it comes before the numbers, so a sign between two of them becomes a word and each is read by
itself. A sign that belongs to a number (`-5`, `+34`) is left to it.
"""

import re
from typing import Final

#: Signs said wherever they stand.
_WORDS: Final = {
    "&": " y ", "×": " por ", "÷": " entre ", "≈": " aproximadamente ", "≥": " mayor o igual que ", "§": " sección ",
    "≤": " menor o igual que ", "≠": " distinto de ", "→": ", ", "⇒": ", ", "←": ", ", "↔": ", ", "√": " raíz de ",
    "±": " más menos ", "№": " número ", "∞": " infinito ", "@": " arroba ", "µ": "μ", "π": " pi ", "Ω": " ohmios ",
    "¢": " centavos ", "½": " 1/2 ", "¼": " 1/4 ", "¾": " 3/4 ", "⅓": " 1/3 ", "⅔": " 2/3 ", "⁄": "/",
}  # fmt: skip
_SIGN: Final = re.compile(rf"([{''.join(_WORDS)}])\1*")
#: In order: a rule may lean on the one before it.
_RULES: Final = (
    (re.compile(r"\b(los|años) ([1-9]0)s(?!\w)"), r"\1 \2"),
    (re.compile(r"(?<=[0-9]) ?[xX*] ?(?=[0-9])"), " por "),
    (re.compile(r"([0-9] ?(?:mm|cm|m)) ?[xX] ?(?=[0-9])"), r"\1 por "),
    (re.compile(r"(?<=[0-9]) ?[-−–] ?(?=[0-9]{1,9}(?:[.,][0-9]{1,9})? ?=)"), " menos "),
    (re.compile(r"=+"), " igual a "),
    (re.compile(r"(?<![^\s0-9(])<(?=[\s0-9])"), " menor que "),
    (re.compile(r"(?<![^\s0-9(])>(?=[\s0-9])"), " mayor que "),
    (re.compile(r"(?<!\w)#(?= ?[0-9])"), "número "),
    (re.compile(r"(?<!#)#++(?=\w)"), " almohadilla "),
    (re.compile(r"(?<=[^\W\d_])#++"), " almohadilla "),
    (re.compile(r"~ ?(?=[0-9])"), "aproximadamente "),
    (re.compile(r"(?<=[^\W\d_])\+"), " más "),
    (re.compile(r"(?<=[\w )])\+(?=[\s+]|$)"), " más "),
    (re.compile(r"(?<=[0-9]) ?\+ ?(?=[\w$€])"), " más "),
    (re.compile(r"(?<= )\+(?=[^\W\d_])"), "más "),
)


def expand(text: str) -> str:
    """Say every sign that has a name."""
    text = _SIGN.sub(lambda match: _WORDS[match[1]], text)
    for pattern, word in _RULES:
        text = pattern.sub(word, text)
    return re.sub(r" {2,}", " ", text)
