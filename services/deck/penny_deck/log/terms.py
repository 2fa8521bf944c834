"""What of a text can be looked for: stems of its words, without accents, and no words that say nothing. Pure.

Accents are left out before stemming, because the recogniser leaves them out too: "qué", "que"; "reunión", "reunion".
"""

import functools
import re
import unicodedata

import snowballstemmer

MAX_TERMS = 400
"""Of one text: the first; who says more words in one turn than that is found by these."""

_WORD = re.compile(r"[^\W_]+")
_SAYING_NOTHING_WORDS = """
a al algo ante antes como con contra cual cuando de del desde donde durante e el ella ellas ellos en entre era eran
eras es esa esas ese eso esos esta estaba estaban estado estamos estan estar estas este esto estos estoy fue fueron
fui ha habia habian han has hasta hay he hemos la las le les lo los mas me mi mis mucho muchos muy nada ni no nos
nosotros o os otra otras otro otros para pero poco por porque que quien quienes se sea sean ser si sido sin sobre
solo somos son soy su sus tambien tan tanto te tenia ti todo todos tu tus un una unas uno unos vosotros y ya yo
"""
_SAYING_NOTHING = frozenset(_SAYING_NOTHING_WORDS.split())
_PLURAL = re.compile(r"(?<=\w{2}[aeiou])s$")
"""The stemmer leaves it in short words: años, casas."""
_REMEMBERED = 20_000
"""Words whose stems need not be found again: nearly all that are said."""
_STEMMER = snowballstemmer.stemmer("spanish")


def terms(text: str) -> list[str]:
    """The stems, each once, in the order of the text."""
    words = [word for word in _WORD.findall(_plain(text)) if word not in _SAYING_NOTHING]
    return list(dict.fromkeys(map(_stem, words[: 4 * MAX_TERMS])))[:MAX_TERMS]


@functools.lru_cache(_REMEMBERED)
def _stem(word: str) -> str:
    stem: str = _STEMMER.stemWord(_PLURAL.sub("", word))
    return stem


def _plain(text: str) -> str:
    """Lower case, without accents; ñ stays a letter of its own."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("ñ", "\0"))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).replace("\0", "ñ")
