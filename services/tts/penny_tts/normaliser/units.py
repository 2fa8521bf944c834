"""Units of measure, percentages and degrees: `5 km`, `90 km/h`, `21 %`, `36,5 ºC`, `2 m²`.

The law of this file: a unit is read after a number; without one, only those that can be nothing else (`km/h`, `m²`).
What stands under a stroke is "por" and singular: `kilómetros por hora`.
"""

import re
from collections.abc import Iterable
from typing import Final

from penny_tts.normaliser.agreement import gender
from penny_tts.normaliser.cardinals import AMOUNT, amount, amount_of
from penny_tts.normaliser.tables import table

#: Symbols, as people write them, to the singular and the plural of the name.
_NAMES: Final = {
    "km Km KM kms Kms": ("kilómetro", "kilómetros"),
    "m mts mt": ("metro", "metros"),
    "m/s": ("metro por segundo", "metros por segundo"),
    "cm cms": ("centímetro", "centímetros"),
    "mm": ("milímetro", "milímetros"),
    "μm µm": ("micrómetro", "micrómetros"),
    "ft": ("pie", "pies"),
    "″": ("pulgada", "pulgadas"),
    "km² km2": ("kilómetro cuadrado", "kilómetros cuadrados"),
    "m² m2": ("metro cuadrado", "metros cuadrados"),
    "cm² cm2": ("centímetro cuadrado", "centímetros cuadrados"),
    "m³ m3": ("metro cúbico", "metros cúbicos"),
    "cm³ cm3 cc": ("centímetro cúbico", "centímetros cúbicos"),
    "kg Kg KG kgs Kgs": ("kilogramo", "kilogramos"),
    "g gr grs": ("gramo", "gramos"),
    "mg": ("miligramo", "miligramos"),
    "μg µg mcg": ("microgramo", "microgramos"),
    "t": ("tonelada", "toneladas"),
    "lb lbs": ("libra", "libras"),
    "oz": ("onza", "onzas"),
    "l L ltr lts": ("litro", "litros"),
    "cl cL": ("centilitro", "centilitros"),
    "dl dL": ("decilitro", "decilitros"),
    "ml mL": ("mililitro", "mililitros"),
    "h hs hrs hr": ("hora", "horas"),
    "min mins mín": ("minuto", "minutos"),
    "s seg segs": ("segundo", "segundos"),
    "ms": ("milisegundo", "milisegundos"),
    "kB KB": ("kilobyte", "kilobytes"),
    "MB": ("megabyte", "megabytes"),
    "GB": ("gigabyte", "gigabytes"),
    "TB": ("terabyte", "terabytes"),
    "kbps Kbps": ("kilobit por segundo", "kilobits por segundo"),
    "Mb": ("megabit", "megabits"),
    "Mbps": ("megabit por segundo", "megabits por segundo"),
    "Gbps": ("gigabit por segundo", "gigabits por segundo"),
    "Hz": ("hercio", "hercios"),
    "kHz": ("kilohercio", "kilohercios"),
    "MHz": ("megahercio", "megahercios"),
    "GHz": ("gigahercio", "gigahercios"),
    "W": ("vatio", "vatios"),
    "kW KW": ("kilovatio", "kilovatios"),
    "MW": ("megavatio", "megavatios"),
    "GW": ("gigavatio", "gigavatios"),
    "Wh": ("vatio hora", "vatios hora"),
    "kWh KWh kwh": ("kilovatio hora", "kilovatios hora"),
    "V": ("voltio", "voltios"),
    "mAh": ("miliamperio hora", "miliamperios hora"),
    "dB": ("decibelio", "decibelios"),
    "kJ": ("kilojulio", "kilojulios"),
    "cal": ("caloría", "calorías"),
    "kcal Kcal": ("kilocaloría", "kilocalorías"),
    "hPa": ("hectopascal", "hectopascales"),
    "mb": ("milibar", "milibares"),
    "cv": ("caballo", "caballos"),
    "rpm": ("revolución por minuto", "revoluciones por minuto"),
    "ppm": ("parte por millón", "partes por millón"),
    "lpm": ("latido por minuto", "latidos por minuto"),
    "px": ("píxel", "píxeles"),
    "ud uds": ("unidad", "unidades"),
    "pts": ("punto", "puntos"),
    "°C ºC": ("grado", "grados"),
    "°F ºF": ("grado Fahrenheit", "grados Fahrenheit"),
    "°": ("grado", "grados"),
}
_UNITS: Final = {symbol: names for symbols, names in _NAMES.items() for symbol in symbols.split()}
#: Symbols that are no word and no acronym, and are read without a number as well.
_UNMISTAKABLE: Final = table("km cm mm kg mg ml m/s km² m² m³ GB MB kWh kW GHz MHz Mbps °C ºC")


def _either(symbols: Iterable[str]) -> str:
    """An expression for any of the symbols, the longest first."""
    return "|".join(re.escape(symbol) for symbol in sorted(symbols, key=len, reverse=True))


#: Any unit, as an expression without groups.
SYMBOL: Final = _either(_UNITS)
#: What may follow a unit or a currency: `/h`, `/mes`, `/100 km`. The group is `per`.
PER: Final = rf"(?: ?/ ?(?P<per>100 ?km|{SYMBOL}|[a-záéíóúñ]{{3,20}})(?!\w))?"
_AFTER_NUMBER: Final = re.compile(rf"{AMOUNT} ?(?P<unit>{SYMBOL})(?![\w²³]){PER}(?:\.(?= [a-záéíóúñ]))?")
_DEGREES: Final = re.compile(rf"{AMOUNT}(?: ?[º°] (?P<scale>[CF])(?!\w)| º(?!\w))")
_PERCENT: Final = re.compile(rf"{AMOUNT} ?(?P<sign_after>[%‰])")
_BARE: Final = re.compile(
    r"(?P<one>\b(?i:medio|media|un|una|cada|por|cuartos? de|tercios? de) )?(?<![\w/])"
    rf"(?P<unit>{_either(_UNMISTAKABLE)})(?!\w){PER}"
)
_PERCENTAGE: Final = re.compile(r"\b(el|al|del|un|este|ese|qué|mismo|mayor|menor) %")
_PERCENT_ALONE: Final = re.compile(r" ?([%‰])\1*")
_PERIODS: Final = {"día": "al día", "semana": "a la semana", "mes": "al mes", "año": "al año"}
_PERCENT_WORDS: Final = {"%": "por ciento", "‰": "por mil"}


def names_of(symbol: str) -> tuple[str, str]:
    """The singular and the plural of what a match of `SYMBOL` stands for."""
    return _UNITS[symbol]


def expand(text: str) -> str:
    """Say every measure and percentage."""
    text = _PERCENT.sub(_percent, text)
    text = _DEGREES.sub(_degrees, text)
    text = _AFTER_NUMBER.sub(_measure, text)
    text = _BARE.sub(_bare, text)
    text = _PERCENTAGE.sub(r"\1 porcentaje", text)
    return _PERCENT_ALONE.sub(lambda match: f" {_PERCENT_WORDS[match[1]]} ", text)


def per(match: re.Match[str]) -> str:
    """Say the group `per` of a match of `PER`, with the space before it; empty if there is none."""
    under = match["per"]
    if under is None:
        return ""
    if under.startswith("100"):
        return " cada cien kilómetros"
    return f" {_PERIODS[under]}" if under in _PERIODS else f" por {_UNITS[under][0] if under in _UNITS else under}"


def _measure(match: re.Match[str]) -> str:
    singular, plural = _UNITS[match["unit"]]
    return amount_of(match, singular, plural, gender(singular.split()[0])) + per(match)


def _degrees(match: re.Match[str]) -> str:
    singular, plural = _UNITS["°F" if match["scale"] == "F" else "°"]
    return amount_of(match, singular, plural, gender("grado"))


def _percent(match: re.Match[str]) -> str:
    if match["high"] == "100" and match["sign_after"] == "%":
        return f"{amount(match)} por cien"
    return f"{amount(match)} {_PERCENT_WORDS[match['sign_after']]}"


def _bare(match: re.Match[str]) -> str:
    one = match["one"] or ""
    return one + _UNITS[match["unit"]][0 if one else 1] + per(match)
