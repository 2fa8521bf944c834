"""Written text in, text as it is said out: the passes, in their order.

The laws of this file: `normalise` is pure and total (any text, no exception); what it returns it leaves alone
(`normalise(normalise(text)) == normalise(text)`); its time grows with the length of the text and no faster.

The order, and why:

1. `characters` and `markup` first: no rule may meet an emoji, an asterisk or a sign in disguise.
2. `addresses`: they hold points, strokes and digits that every later rule would take for its own.
3. `dates`, then `hours` (a date may introduce one), before anything that reads a stroke, a hyphen or a colon.
4. `abbreviations`, whose points and strokes are not punctuation; then `roman`, which needs `s.` to be `siglo`, and
   its capitals untouched.
5. `symbols`: signs between numbers become words, so that each number stands alone.
6. `fractions` before `units` (`1/2 kg`), `money` and `units` before plain numbers, since they say what a number counts.
7. `ordinals` and `codes`, the last that read digits together with letters; `quantities`, which takes every digit left.
8. `acronyms`, when no unit (`GB`), numeral (`XIX`) or code (`A-6`) in capitals is left.
9. `punctuation` last: only now is a sign that remains one that nobody says.
"""

from collections.abc import Callable, Iterable
from typing import Final, TypeAlias

from penny_tts.normaliser import (
    abbreviations,
    acronyms,
    addresses,
    characters,
    codes,
    dates,
    fractions,
    hours,
    markup,
    money,
    ordinals,
    punctuation,
    quantities,
    roman,
    symbols,
    units,
)

_Pass: TypeAlias = Callable[[str], str]

_PLAIN: Final[tuple[_Pass, ...]] = (characters.clean, markup.strip)
_SPANISH: Final[tuple[_Pass, ...]] = (
    *_PLAIN,
    characters.latin,
    addresses.expand,
    dates.expand,
    hours.expand,
    abbreviations.expand,
    roman.expand,
    symbols.expand,
    fractions.expand,
    money.expand,
    units.expand,
    ordinals.expand,
    codes.expand,
    quantities.expand,
    acronyms.expand,
    punctuation.expand,
)
_MAX_ROUNDS: Final = 4
"""A round may uncover what a sign was hiding (`B` in `0.B`) for the next; ordinary text needs one, and one more."""


def normalise(text: str, language: str = "es") -> str:
    """The text as it is said.

    Args:
        text: a clause or more, as a person or a model wrote it; the mark it ends with is kept.
        language: its tag (`es`, `es-MX`). Other languages than Spanish only lose Markdown and emoji.

    Returns:
        The words, on one line and without space around them; empty if nothing in the text can be said.
    """
    spanish = language.lower().replace("_", "-").split("-")[0] == "es"
    for _ in range(_MAX_ROUNDS):
        said = _once(text, _SPANISH if spanish else _PLAIN)
        if said == text:
            break
        text = said
    return text


def _once(text: str, passes: Iterable[_Pass]) -> str:
    for expand in passes:
        text = expand(text)
    return text
