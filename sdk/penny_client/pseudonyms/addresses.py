"""Where people live: streets with their numbers, and postal codes with their towns. Pure."""

import re
from collections.abc import Iterator

from penny_client.pseudonyms.spans import Kind, Span
from penny_client.pseudonyms.words import folded, lexicon

_CAPITAL = r"[A-ZÁÉÍÓÚÜÑ][\w'’ªº-]*\.?(?!\w)"
_JOINT = r"(?:de|del|la|las|los|el|y|i|d['’])"
_NAMED = rf"(?:\s+{_JOINT})*\s+{_CAPITAL}(?:(?:\s+{_JOINT})*\s+{_CAPITAL})*"
_SAYING = (
    r"(?:est[áa]n?|a|al|hay|para|con|que|en|por|tiene|hace|es|son|fue|donde|me|te|se|le|lo|no|sí|pero|hasta|desde|un|una|"
    r"unos|unas|sin|mi|tu|su|cuando|como|o|y|va|van|más|menos|entre|sobre|unos|casi|ya|muy)"
)
"""Words of which no street is named: what follows "calle" is a sentence."""
_SAID = rf"(?:\s+(?:de|del|la|las|los|el))*(?:\s+(?!{_SAYING}\b)[^\W\d_]+){{1,5}}?"
_STREET = (
    r"(?<!\w)(?i:calle|avenida|avda\.?|av\.|plaza|pza\.?|plza\.?|paseo|p\.?º|camino|carretera|ctra\.?|ronda|traves[íi]a|"
    r"urbanizaci[óo]n|urb\.|pol[íi]gono|glorieta|callej[óo]n|cuesta|rambla|bulevar|alameda|pasaje|gran v[íi]a)"
)
_SHORT_STREET = r"(?<!\w)(?i:c/|cl\.)\s*"
_NUMBER = r",?\s*(?i:n[úu]mero\s+|n[úu]m\.?\s*|n\.?[º°o]\.?\s*)?\d{1,4}(?:\s?bis)?(?![\w:]|[.,]\d)"
_NO_COUNT = (
    r"(?!\s*(?:minutos?|horas?|d[íi]as?|a[ñn]os?|euros?|metros?|km|kil[óo]metros?|personas?|plazas?|veces|coches?|%|€))"
)
_ORDINAL = r"(?:primer[oa]?|segund[oa]|tercer[oa]?|cuart[oa]|quint[oa]|sext[oa]|s[ée]ptim[oa]|octav[oa])"
_DOOR = (
    r"(?i:(?:piso|planta|portal|puerta|pta\.?|escalera|esc\.?|bloque|local|letra)\s+(?:\d{1,3}|[a-z](?!\w)|"
    + _ORDINAL
    + ")"
    r"|entresuelo|entlo\.?|[áa]tico|bajo|izquierd[ao]|izq\.?|izda\.?|derech[ao]|dcha\.?|" + _ORDINAL + r")(?!\w)"
    r"|\d{1,2}\s?\.?\s?[ºª°]|(?:[A-Z]|[b-df-np-tv-xz])(?!\w)|\d{1,2}\s?[A-Za-z](?!\w)"
)
_INSIDE = rf"(?:,?\s*(?:{_DOOR}))*"
_POSTCODE = r"(?<![\w.,])(?:0[1-9]|[1-4]\d|5[0-2])\d{3}(?!\w|[.,]\d)"
_TOWN = r"(?:[A-ZÁÉÍÓÚÜÑ][\w'’-]*(?:(?:\s+(?:de|del|la|las|los|el))*\s+[A-ZÁÉÍÓÚÜÑ][\w'’-]*)*)"

_ADDRESSES = (
    re.compile(rf"(?:{_STREET}{_NAMED}|{_SHORT_STREET}{_CAPITAL}(?:{_NAMED})?)(?:{_NUMBER}{_INSIDE})?"),
    re.compile(rf"(?:{_STREET}{_SAID}|{_SHORT_STREET}\w+(?:{_SAID})?){_NUMBER}{_NO_COUNT}{_INSIDE}"),
)
_POSTAL = (
    re.compile(rf"{_POSTCODE},?\s+(?:\(?{_TOWN}\)?)"),
    re.compile(rf"(?i:c[óo]digo postal|\bc\.?\s?p\.?)\W+(?:\w+\W+){{0,4}}?(?P<x>{_POSTCODE})"),
)
_POSTAL_SAID = re.compile(rf"{_POSTCODE},?\s+(?P<town>\w+)")


def addresses(text: str) -> Iterator[Span]:
    """Streets first, then postal codes."""
    for pattern in _ADDRESSES:
        for match in pattern.finditer(text):
            yield Span(*match.span(), Kind.DIRECCION)
    for pattern in _POSTAL:
        for match in pattern.finditer(text):
            yield Span(*match.span("x" if "x" in pattern.groupindex else 0), Kind.POSTAL)
    for match in _POSTAL_SAID.finditer(text):
        if folded(match["town"]) in lexicon().lugares:
            yield Span(*match.span(), Kind.POSTAL)
