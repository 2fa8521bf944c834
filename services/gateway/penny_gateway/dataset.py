"""What a person says to have a dataset opened or closed, and what Penny says of one. Pure.

"Abre el catálogo", "carga el archivo precios punto csv", "consulta la colección casa"; "cierra el catálogo". What is
asked about the data afterwards is no command, and neither is an opening of anything else: "abre la ventana".
"""

import re
from dataclasses import dataclass

from penny_gateway.words import plainly

_TABLES = (
    r"(?:catalogos?|lista(?:do)?s?(?! de la compra)|tarifas?|precios|inventarios?|tablas?|hojas? de calculo|excels?|"
    r"csv|datasets?|bases? de datos|datos)"
)
_FILES = (
    r"(?:archivos?|ficheros?|documentos?|contratos?|informes?|manual(?:es)?|presupuestos?|actas?|pdf|word|convenios?|"
    r"reglamentos?|estatutos)"
)
_PAPERS = r"(?:facturas?|recibos?|tickets?|correos?|emails?|e mails?|mails?|cartas?|notas?|textos?)"
_COLECCIONES = r"colecci(?:on|ones)"
_THE = (
    r"(?:(?:el|la|los|las|mi|mis|un|una|este|esta|ese|esa|nuestro|nuestra|del|al) )?(?:(?:nuevo|nueva|ultimo|ultima) )?"
)
_POLITE = (
    r"(?:(?:oye|hola|por favor|penny|mira|y|vale|pues|bueno|ahora|venga|entonces|(?:me )?(?:puedes|podrias)|quiero que|"
    r"quiero|quisiera|necesito que|necesito|vamos a|hay que|me) )*"
)
_OPEN = r"(?:abre(?:me|nos)?|abras|abrir(?:me)?|abramos|carga(?:me|nos)?|cargues|cargar(?:me)?)"
_USE = (
    r"(?:usa(?:r)?|uses|usemos|utiliza(?:r)?|utilices|consulta(?:r|me)?|consultes|consultemos|trabaja(?:r)? con|"
    r"coge(?:r)?|toma)"
)
_CLOSE = (
    r"(?:cierra(?:me)?|cierres|cerrar|cerremos|quita(?:r)?|deja(?:r)? de (?:usar|consultar)|ya no (?:uses|consultes)|"
    r"no (?:uses|consultes) mas|suelta)"
)
_WITH_SUFFIX = r"(?=[\w ]+ (?:punto )?(?:csv|xlsx|json|pdf|docx|txt|eml)\b)"
_OPENING = re.compile(
    rf"{_POLITE}(?:{_OPEN} {_THE}(?:{_TABLES}|{_FILES}|{_PAPERS}|{_COLECCIONES}|{_WITH_SUFFIX})"
    rf"|{_USE} {_THE}(?:{_TABLES}|{_FILES}|{_COLECCIONES}|{_WITH_SUFFIX}))\b(?P<more>.*)"
)
_CLOSING = re.compile(rf"{_POLITE}{_CLOSE} {_THE}(?:{_TABLES}|{_FILES}|{_PAPERS}|{_COLECCIONES})(?: .*)?")
_CLOSING_THIS = re.compile(
    rf"{_POLITE}(?:cierra(?:lo|la)|(?:puedes )?cerrar(?:lo|la))(?: (?:ya|por favor|penny|gracias))*"
)
_TELLING_CHARACTERS = 5
"""A shorter word of a file's name may stand in any question."""
_ANY_TABLE = re.compile(rf"\b{_TABLES}\b")
_NO_NAME = re.compile(
    r"(?: (?:de|con|los|las|mis|precios|productos|articulos|datos|por favor|penny|ahora|ya|gracias))*"
)
_COLECCION = re.compile(
    r"\bcolecci[oó]n (?:(?:de|del|llamada) )?(?:(?:el|la|los|las|mi|mis) )?(?P<name>\w[\w -]{0,99}?)"
    r"(?:,? (?:por favor|penny|ahora|ya|gracias|y (?:dime|di|busca|mira)\b.*))*[ .,;:!?]*$",
    re.IGNORECASE,
)
"""In her words as they were heard: accents are of a name."""
_AND_THEN = re.compile(r" y (?:dime|di|cuanto|cuantos|cuantas|cual|cuales|que|busca|mira|luego|despues)\b.*")
ANY_TABLE = "la hoja de cálculo"
"""How DECK is asked for the newest table, whatever it is called."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A dataset is to be opened."""

    words: str
    """Those that say which file is meant."""
    any_table: bool = False
    """Whether no file is named: "el catálogo" is whichever table there is."""
    coleccion: str = ""
    """The collection of knowledge that is named; empty if it is a file."""


@dataclass(frozen=True, slots=True)
class Closing:
    """It is to be closed."""


def wanted(text: str, *, is_open: bool = False) -> Opening | Closing | None:
    """What she wants of datasets; None if she says something else.

    Args:
        text: Her words.
        is_open: Whether one is open, so that "ciérralo" means it.
    """
    said = plainly(text)
    if _CLOSING.fullmatch(said) or (is_open and _CLOSING_THIS.fullmatch(said)):
        return Closing()
    said = _AND_THEN.sub("", said)
    match = _OPENING.fullmatch(said)
    if match is None:
        return None
    any_table = bool(_ANY_TABLE.search(said)) and bool(_NO_NAME.fullmatch(match["more"]))
    coleccion = _COLECCION.search(text)
    return Opening(said, any_table, coleccion["name"] if coleccion else "")


def speaks_of(text: str, name: str) -> bool:
    """Whether a question names the file that is open: then it is the dataset's, and not another document's."""
    return bool(_named(text) & _named(name.rpartition(".")[0]))


def _named(text: str) -> set[str]:
    """How its longer words begin, so that "facturas" is named by "factura"."""
    words = plainly(text.replace("_", " ")).split()
    return {word[:_TELLING_CHARACTERS] for word in words if len(word) >= _TELLING_CHARACTERS}


def counted(records: int, *, table: bool) -> str:
    """How many records, as they are called: "1547 registros"."""
    what = "registro" if table else "pasaje"
    return f"{records} {what}{'' if records == 1 else 's'}"


def name_of(ref: str) -> str:
    """A file's name, of "vault://uploads/precios.csv"; a collection's, of "kb://manuales"."""
    return ref.rpartition("/")[2]
