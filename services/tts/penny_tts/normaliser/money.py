"""Money: `45,90 €`, `$1,547.50`, `US$ 20`, `2,5 M€`, `0,15 €/min`.

The law of this file: one or two decimals of a price are its cents (`cuarenta y cinco euros con noventa céntimos`);
more of them are a decimal number (`uno coma doscientos treinta y cuatro euros`).
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from penny_tts.normaliser.cardinals import AMOUNT, Form, Number, amount, amount_of, parse, say
from penny_tts.normaliser.units import PER, per


@dataclass(frozen=True, slots=True)
class Currency:
    """The names of a currency and of its hundredth, and the gender of the former."""

    singular: str
    plural: str
    cent: str = "centavo"
    form: Form = Form.MASCULINE


_EURO: Final = Currency("euro", "euros", "céntimo")
_DOLLAR: Final = Currency("dólar", "dólares")
_PESO: Final = Currency("peso", "pesos")
_POUND: Final = Currency("libra", "libras", "penique", Form.FEMININE)
_YEN: Final = Currency("yen", "yenes", "sen")
_CURRENCIES: Final = {
    "€": _EURO, "EUR": _EURO,
    "$": _DOLLAR, "US$": _DOLLAR, "U$S": _DOLLAR, "USD": _DOLLAR,
    "MX$": _PESO, "MXN": _PESO, "ARS": _PESO, "COP": _PESO, "CLP": _PESO,
    "£": _POUND, "GBP": _POUND,
    "¥": _YEN, "JPY": _YEN,
    "CHF": Currency("franco suizo", "francos suizos", "céntimo"),
}  # fmt: skip
#: Singular and plural of what multiplies the number before its currency.
_SCALES: Final = {
    "M": ("millón de", "millones de"),
    "mill.": ("millón de", "millones de"),
    "k": ("mil", "mil"),
    "K": ("mil", "mil"),
}
_CENT_DIGITS: Final = 2

_SIGN: Final = "|".join(re.escape(sign) for sign in sorted(_CURRENCIES, key=len, reverse=True))
_AFTER: Final = re.compile(rf"{AMOUNT} ?(?P<scale>M|mill\.|[kK])? ?(?P<currency>{_SIGN})(?!\w){PER}")
_BEFORE: Final = re.compile(
    rf"(?<![\w.,])(?P<minus>[-−])?(?P<currency>{_SIGN}) ?{AMOUNT}(?: ?(?P<scale>M|[kK])(?!\w))?{PER}"
)
#: With the sign before the number, the comma is America's: `$43,250` is forty-three thousand.
_AMERICAN: Final = re.compile(r"([$£¥] ?[1-9][0-9]{0,2}),([0-9]{3})(?![0-9]|[.,][0-9])")
_WORDED: Final = re.compile(r"\b(?P<scale>mil|mill[oó]n(?:es)?(?: de)?) ?(?P<currency>€|\$|£|EUR|USD)(?!\w)")
_ALONE: Final = re.compile(rf"(?P<currency>€|US\$|£|¥){PER}")


def expand(text: str) -> str:
    """Say every price."""
    text = _AMERICAN.sub(r"\1.\2", text)
    text = _AFTER.sub(_price, _BEFORE.sub(_signed_price, text))
    text = _WORDED.sub(_worded, text)
    return _ALONE.sub(lambda match: f" {_CURRENCIES[match['currency']].plural}{per(match)} ", text)


def _signed_price(match: re.Match[str]) -> str:
    return ("menos " if match["minus"] else "") + _price(match)


def _price(match: re.Match[str]) -> str:
    currency, number = _CURRENCIES[match["currency"]], parse(match["high"])
    if match["scale"] is not None:
        scale = _SCALES[match["scale"]][0 if number.is_one else 1]
        return f"{amount(match, Form.MASCULINE)} {scale} {currency.plural}{per(match)}"
    if match["low"] is None and 0 < len(number.fraction) <= _CENT_DIGITS:
        sign = {"-": "menos ", "−": "menos "}.get(match["sign"] or "", "")
        return sign + _with_cents(number, currency) + per(match)
    return amount_of(match, currency.singular, currency.plural, currency.form) + per(match)


def _with_cents(number: Number, currency: Currency) -> str:
    whole, cents = replace(number, fraction=""), Number(str(int(number.fraction.ljust(_CENT_DIGITS, "0"))))
    parts = []
    if whole.integer.strip("0") or cents.integer == "0":
        noun = currency.singular if whole.is_one else currency.plural
        parts.append(f"{say(whole, currency.form)} {'de ' if whole.is_millions else ''}{noun}")
    if cents.integer != "0":
        noun = currency.cent if cents.is_one else f"{currency.cent}{'es' if currency.cent.endswith('n') else 's'}"
        parts.append(f"{say(cents, Form.MASCULINE)} {noun}")
    return " con ".join(parts)


def _worded(match: re.Match[str]) -> str:
    """`3 millones €`: the scale is already a word, and only the sign is left."""
    scale = match["scale"].removesuffix(" de")
    return f"{scale} {'' if scale == 'mil' else 'de '}{_CURRENCIES[match['currency']].plural}"
