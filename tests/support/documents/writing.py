"""How amounts, dates and tax numbers are written, in all the ways that are met."""

from datetime import date
from decimal import Decimal

AMOUNT_STYLES = ("es", "es_bare", "es_glued", "plain", "spaced", "eur", "sign_first", "dot")
DATE_STYLES = ("slash", "long", "iso", "short_month", "dots", "hyphens", "two_digits")
NIF_STYLES = ("plain", "hyphen", "dots", "es")
_ES = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
]
_CA = [
    "gener",
    "febrer",
    "març",
    "abril",
    "maig",
    "juny",
    "juliol",
    "agost",
    "setembre",
    "octubre",
    "novembre",
    "desembre",
]
_EN = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def amount(value: Decimal, style: str) -> str:
    """An amount in euros."""
    number = f"{value:,.2f}"
    spanish = number.translate(str.maketrans(",.", ".,"))
    return {
        "es": f"{spanish} €",
        "es_bare": spanish,
        "es_glued": f"{spanish}€",
        "plain": f"{value:.2f} €".replace(".", ","),
        "spaced": f"{number.replace(',', ' ').replace('.', ',')} €",
        "eur": f"EUR {spanish}",
        "sign_first": f"€ {spanish}",
        "dot": f"{value:.2f}",
        "en": f"€{number}".replace("€-", "-€"),
    }[style]


def percent(value: Decimal, style: str) -> str:
    """A rate, with a comma unless amounts have a point."""
    text = f"{value.normalize():f}" if style not in {"es_bare", "eur"} else f"{value:.2f}"
    return f"{text if style == 'dot' else text.replace('.', ',')}{' ' if style in {'plain', 'spaced'} else ''}%"


def day(value: date, style: str, language: str) -> str:
    """A date."""
    months = {"es": _ES, "ca": _CA, "en": _EN}[language]
    name = months[value.month - 1]
    if style == "long" and language == "en":
        return f"{name} {value.day}, {value.year}"
    link = ("d'" if name[0] in "ao" else "de ") if language == "ca" else "de "
    return {
        "slash": f"{value:%d/%m/%Y}",
        "long": f"{value.day} {link}{name} de {value.year}",
        "iso": value.isoformat(),
        "short_month": f"{value.day}-{name[:3].lower()}-{value:%y}",
        "dots": f"{value:%d.%m.%Y}",
        "hyphens": f"{value:%d-%m-%Y}",
        "two_digits": f"{value.day}/{value.month}/{value:%y}",
    }[style]


def nif(code: str, style: str) -> str:
    """A tax number; only Spanish ones have styles."""
    if len(code) != 9:
        return code
    head, body, tail = code[0], code[1:], code[8:]
    if head.isdigit():
        head, body = "", code[:8]
        dotted = f"{body[:2]}.{body[2:5]}.{body[5:]}-{tail}"
        return {"plain": code, "hyphen": f"{body}-{tail}", "dots": dotted, "es": f"ES{code}"}[style]
    dotted = f"{head}-{body[:2]}.{body[2:5]}.{body[5:]}"
    return {"plain": code, "hyphen": f"{head}-{body}", "dots": dotted, "es": f"ES{code}"}[style]
