"""Names of collections and documents, and how a passage is cited. Pure.

A name is a name and never a path on a disk: nothing that it says is looked for there.
"""

import unicodedata

from penny_chassis.errors import InvalidInput
from penny_deck.vault.refs import name_of

KB = "kb://"
MAX_PATH_CHARS = 500


def coleccion_of(name: str, field: str) -> str:
    """A collection's name, as it is kept; "kb://manuales" is "manuales".

    Raises:
        InvalidInput: It is empty, too long, or has signs that no name should have.
    """
    return name_of(name.removeprefix(KB).removesuffix("/"), field)


def documento_of(path: str, field: str) -> str:
    """A document's path within its collection, as it is kept.

    Raises:
        InvalidInput: A part of it is no name, or begins or ends with a space, or it is too long.
    """
    path = unicodedata.normalize("NFC", path)
    kept = "/".join(name_of(part, field) for part in path.split("/"))
    if kept != path or len(path) > MAX_PATH_CHARS:
        raise InvalidInput(
            "This is no name for a document.",
            remedy=f"Send at most {MAX_PATH_CHARS} characters, without spaces beside a '/' or at an end.",
            field=field,
        )
    return path


def ref(coleccion: str, documento: str = "") -> str:
    """A reference to a collection, or to a document in it."""
    return f"{KB}{coleccion}/{documento}" if documento else f"{KB}{coleccion}"


def cita(documento: str, pagina: int, pagina_final: int) -> str:
    """How a passage is cited: "manual.pdf, p. 3", "manual.pdf, pp. 3-4", or by its name alone if it has no pages."""
    if not pagina:
        return documento
    return f"{documento}, p. {pagina}" if pagina == pagina_final else f"{documento}, pp. {pagina}-{pagina_final}"
