"""Abbreviations: `Sr.`, `C/`, `n.º`, `p. ej.`, `EE. UU.` and their like.

The law of this file: a title or a label (`Sr.`, `pág.`) never ends a sentence, so its point goes; any other may, and
its point stays where the sentence ends: at the end of the text, or before a capital.
"""

import re
from typing import Final

from penny_tts.normaliser.acronyms import after_letter_noun
from penny_tts.normaliser.tables import table

#: What stands before a name or a number, and so never ends a sentence.
_TITLES: Final = {
    "Sr.": "señor", "Sres.": "señores", "Sra.": "señora", "Sras.": "señoras", "Srta.": "señorita", "Dr.": "doctor",
    "Dres.": "doctores", "Dra.": "doctora", "Dras.": "doctoras", "Dña.": "doña", "D.ª": "doña", "Dª": "doña",
    "Prof.": "profesor", "Profa.": "profesora", "Lic.": "licenciado", "Lcdo.": "licenciado", "Lcda.": "licenciada",
    "Ing.": "ingeniero", "Arq.": "arquitecto", "Gral.": "general", "Cnel.": "coronel", "Tte.": "teniente",
    "Sto.": "santo", "Sta.": "santa", "Mons.": "monseñor", "Excmo.": "excelentísimo", "Excma.": "excelentísima",
    "Ilmo.": "ilustrísimo", "Ilma.": "ilustrísima", "Rvdo.": "reverendo", "Ntra.": "nuestra", "Ntro.": "nuestro",
    "M.ª": "María", "Mª": "María", "Fco.": "Francisco", "Fdo.": "firmado", "Avda.": "avenida", "Avd.": "avenida",
    "Av.": "avenida", "Pza.": "plaza", "Plza.": "plaza", "Pl.": "plaza", "P.º": "paseo", "Pº": "paseo",
    "Ctra.": "carretera", "Urb.": "urbanización", "Rda.": "ronda", "Bda.": "barriada",
    "Pol. Ind.": "polígono industrial", "Apdo.": "apartado", "Edif.": "edificio", "pág.": "página",
    "págs.": "páginas", "pp.": "páginas", "art.": "artículo", "arts.": "artículos", "cap.": "capítulo",
    "caps.": "capítulos", "vol.": "volumen", "fig.": "figura", "ed.": "edición", "ref.": "referencia",
    "núm.": "número", "núms.": "números", "nro.": "número", "n.º": "número", "nº": "número", "n°": "número",
    "n.°": "número", "n.os": "números", "tel.": "teléfono", "tels.": "teléfonos", "teléf.": "teléfono",
    "tfno.": "teléfono", "tlf.": "teléfono", "tfn.": "teléfono", "móv.": "móvil", "ext.": "extensión",
    "dpto.": "departamento", "depto.": "departamento", "esc.": "escalera", "C. P.": "código postal",
    "p. ej.": "por ejemplo", "vs.": "versus", "cf.": "véase", "máx.": "máximo", "mín.": "mínimo",
    "aprox.": "aproximadamente", "temp.": "temperatura", "dto.": "descuento", "incl.": "incluido", "párr.": "párrafo",
    "Hnos.": "hermanos", "Cía.": "compañía",
}  # fmt: skip
#: What may end a sentence.
_OTHERS: Final = {
    "etc.": "etcétera", "Ud.": "usted", "Uds.": "ustedes", "Vd.": "usted", "Vds.": "ustedes",
    "EE. UU.": "Estados Unidos", "RR. HH.": "recursos humanos", "JJ. OO.": "Juegos Olímpicos",
    "FF. AA.": "fuerzas armadas", "FF. CC.": "ferrocarriles", "CC. AA.": "comunidades autónomas",
    "CC. OO.": "comisiones obreras", "SS. MM.": "sus majestades", "AA. VV.": "autores varios",
    "a. C.": "antes de Cristo", "d. C.": "después de Cristo", "s. f.": "sin fecha", "P. D.": "posdata",
    "V.º B.º": "visto bueno", "dcha.": "derecha", "izda.": "izquierda", "izq.": "izquierda",
    "EE UU": "Estados Unidos", "admón.": "administración", "atte.": "atentamente", "ptas.": "pesetas",
    "i. e.": "es decir", "e. g.": "por ejemplo", "q. e. p. d.": "que en paz descanse", "Bco.": "banco",
}  # fmt: skip
#: What is written with a stroke, whole.
_STROKES: Final = {
    "y/o": "y o", "a/a": "a la atención de", "n/a": "no aplica", "s/n": "sin número", "c/u": "cada uno",
    "c/c": "cuenta corriente", "p/e": "por ejemplo", "c/ta.": "cuenta", "L-V": "lunes a viernes",
    "L-S": "lunes a sábado", "L-D": "lunes a domingo", "S-D": "sábado y domingo",
}  # fmt: skip
#: Titles that many write without the point; read so before a name only.
_POINTLESS: Final = ("Sr.", "Sra.", "Srta.", "Dr.", "Dra.", "Dña.", "Avda.", "Ctra.", "Prof.", "Fco.")

_CAPITAL: Final = "A-ZÁÉÍÓÚÑ"


def _expression(abbreviation: str) -> str:
    """The ways an abbreviation is written: capitalised or not, its inner spaces there or not."""
    first, rest = abbreviation[0], re.escape(abbreviation[1:]).replace(r"\.\ ", r"\. ?")
    if abbreviation in _POINTLESS:
        rest = f"{rest.removesuffix(chr(92) + '.')}(?:\\.|(?= [{_CAPITAL}]))"
    return (f"[{first}{first.upper()}]" if first.islower() else first) + rest


def _key(written: str) -> str:
    return written.replace(" ", "").rstrip(".").lower()


_ENTRIES: Final = _TITLES | _OTHERS
_MEANINGS: Final = {_key(written): meaning for written, meaning in _ENTRIES.items()}
#: Written with a capital though said without.
_CAPITALISED: Final = frozenset(_key(written) for written in _ENTRIES if written[0].isupper())
_MAY_END: Final = frozenset(map(_key, _OTHERS))
_LONGEST_FIRST: Final = sorted(_ENTRIES, key=len, reverse=True)
_ABBREVIATION: Final = re.compile(rf"(?<![\w/@-])(?<!\w\.)(?:{'|'.join(map(_expression, _LONGEST_FIRST))})(?![^\W\d_])")
_STROKE: Final = re.compile(rf"(?<![\w/])(?i:{'|'.join(map(re.escape, _STROKES))})(?![\w/])")
_STROKE_MEANINGS: Final = {written.lower(): meaning for written, meaning in _STROKES.items()}
_STREET: Final = re.compile(rf"(?<![\w/])[Cc]/ ?(?=[{_CAPITAL}])")
_DON: Final = re.compile(rf"(?<!\w)(?<!\w\.)D\. ?(?=[{_CAPITAL}][a-záéíóúñ])")
_NAME_BEFORE: Final = re.compile(rf"(?<!\w)([{_CAPITAL}][a-záéíóúñ]+) $")
_NO_NAMES: Final = table(
    "Hola Estimado Querido Señor Gracias Con Para De Por Según Y A Es Era Soy Llama Llamar Avisa Buenas Tardes"
)
_NUMBER: Final = re.compile(r"(?<!\w)(?<!\w\.)(?:Nro\.?|(?<=[^\W\d_] )No\.|[nN]\.?[º°]\.?) ?(?=[0-9])")
_AT_END: Final = re.compile(r"\s*$")
_BEFORE_SENTENCE: Final = re.compile(r" +[A-ZÁÉÍÓÚÑ¿¡]")


def expand(text: str) -> str:
    """Say every abbreviation."""
    text = _NUMBER.sub("número ", _STREET.sub("calle ", text))
    text = _STROKE.sub(lambda match: _STROKE_MEANINGS[match[0].lower()], text)
    return _ABBREVIATION.sub(_meaning, _DON.sub(_don, text))


def _meaning(match: re.Match[str]) -> str:
    key = _key(match[0])
    meaning = _MEANINGS[key]
    if match[0][0].isupper() and key not in _CAPITALISED:
        meaning = meaning[0].upper() + meaning[1:]
    if match.string[match.end() : match.end() + 1].isalnum():
        return f"{meaning} "
    return meaning + ("." if _keeps_point(match, may_end=key in _MAY_END) else "")


def _keeps_point(match: re.Match[str], *, may_end: bool) -> bool:
    if not match[0].endswith("."):
        return False
    if _AT_END.match(match.string, match.end()):
        return True
    return may_end and _BEFORE_SENTENCE.match(match.string, match.end()) is not None


def _don(match: re.Match[str]) -> str:
    """`D. Carlos` is don Carlos; after `vitamina`, or after another name, the letter is a letter."""
    previous = _NAME_BEFORE.search(match.string[max(0, match.start() - 20) : match.start()])
    is_initial = previous is not None and previous[1] not in _NO_NAMES
    return match[0] if is_initial or after_letter_noun(match.string, match.start()) else "don "
