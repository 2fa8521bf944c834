"""Words that hold the floor: whoever stops after them is not done. Pure; Spanish.

Whatever the models say, nobody ends a turn with "porque", "o sea" or half a telephone number.
"""

import re
import unicodedata

from penny_gateway import enumeration
from penny_gateway.dictation import is_dictating, is_spelling
from penny_gateway.words import spoken_words

_JOINING = """
y e o u ni pero sino porque que si cuando aunque mientras pues
a al ante con contra de del desde en entre hacia hasta para por según sin sobre tras
"""
"""What joins, and needs something to join."""
_LEADING = "el la los las un unos unas mi mis tu tus su sus cada muy tan quiero quería"
"""What comes before a noun, or before a verb."""
_THINKING = "eh ee em ehm mm mmm hum esto bueno digamos"
"""What people say while they think."""
_HOLDING = frozenset(f"{_JOINING} {_LEADING} {_THINKING}".split())
"""Not among them is what also ends a sentence, such as "no", "es", "luego" (hasta luego), "más" (nada más)."""
_HOLDING_PHRASES = ("o sea", "es que", "a ver", "por ejemplo", "es decir", "en plan", "la verdad", "con él", "de él")
"""The last two are what the recogniser makes of "con el" and "de el" where the noun is still missing."""
_ANSWERS = re.compile(r"si|(?:.* )?(?:no|te|l[oa]s?|eso) quiero")
"""Whole answers: the recogniser may leave the accent of "sí" out, and what is wanted may have been said already."""
_SENTENCE = re.compile(r"[.?!…]\s+(?=\S)")
_OPENING = re.compile(
    r"^(?:cuando|mientras|aunque|apenas|en cuanto|antes de|después de|desde que|hasta que|cada vez que"
    r"|si(?! por favor| claro| gracias| quiero| ya))\b",
    re.IGNORECASE,
)
"""What opens a clause that the main one is to follow. The recogniser writes "si" for some a "sí"."""
_FEWEST_WORDS, _MOST_WORDS = 3, 5
"""Of such a clause alone: "si quieres" and "cuando puedas" are answers, and a longer one has the main clause in it."""


def holds(words: str) -> bool:
    """Whether somebody who has stopped after these words means to go on."""
    text = unicodedata.normalize("NFC", words).strip()
    if text.endswith(("...", "…")):
        return True
    if text.endswith("?"):
        return False
    spoken = spoken_words(_SENTENCE.split(text)[-1])
    if not spoken:
        return False
    phrase = " ".join(spoken)
    if _ANSWERS.fullmatch(phrase):
        return False
    return (
        spoken[-1] in _HOLDING
        or any(phrase == held or phrase.endswith(f" {held}") for held in _HOLDING_PHRASES)
        or is_dictating(text)
        or is_spelling(text)
        or enumeration.is_open(text)
    )


def waits_for_main_clause(words: str) -> bool:
    """Whether the last sentence seems to be a subordinate clause alone."""
    last = _SENTENCE.split(words.strip())[-1]
    few = _FEWEST_WORDS <= len(spoken_words(last)) <= _MOST_WORDS
    return few and "," not in last and not last.endswith("?") and _OPENING.match(last) is not None
