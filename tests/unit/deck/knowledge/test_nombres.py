"""Names of collections and documents, and citations."""

import pytest

from penny_chassis.errors import InvalidInput
from penny_deck.knowledge.nombres import cita, coleccion_of, documento_of, ref


@pytest.mark.parametrize("name", ["manuales", "kb://manuales", "kb://manuales/", " manuales "])
def test_a_collections_name(name: str) -> None:
    """Alone, or as a reference."""
    assert coleccion_of(name, "coleccion") == "manuales"


@pytest.mark.parametrize("name", ["", "kb://", "a/b", ".oculta", "..", "a\nb", "x" * 201])
def test_no_collections_name(name: str) -> None:
    """A folder below another is none."""
    with pytest.raises(InvalidInput):
        coleccion_of(name, "coleccion")


def test_a_documents_path() -> None:
    """In one form, whichever system it comes from."""
    assert documento_of("cocina/horno año.pdf", "nombre") == "cocina/horno año.pdf"


@pytest.mark.parametrize(
    "path", ["", "/", "/etc/passwd", "a//b.pdf", "../b.pdf", "a/../b.pdf", "a/.b.pdf", "a\\b.pdf", "a /b.pdf", " a.pdf"]
)
def test_no_documents_path(path: str) -> None:
    """Nothing that could lead out of a folder, and nothing that would be kept under another name."""
    with pytest.raises(InvalidInput):
        documento_of(path, "nombre")
    with pytest.raises(InvalidInput):
        documento_of("/".join(["carpeta"] * 70), "nombre")


@pytest.mark.parametrize(
    ("pages", "expected"), [((3, 3), "manual.pdf, p. 3"), ((3, 4), "manual.pdf, pp. 3-4"), ((0, 0), "manual.pdf")]
)
def test_a_citation(pages: tuple[int, int], expected: str) -> None:
    """By its pages, if it has any."""
    assert cita("manual.pdf", *pages) == expected


def test_references() -> None:
    """To a collection, and to a document in it."""
    assert (ref("manuales"), ref("manuales", "a/b.pdf")) == ("kb://manuales", "kb://manuales/a/b.pdf")
