"""The tests' own documents, and how well their fields are extracted; the half that is scored is for the benchmark."""

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest
from documents import invented, verdicts
from stdnum.es import nif
from support.documents import scanning
from support.documents.collection import Made, collection, text_invoices, text_receipts
from support.documents.reading import read_pdf

from penny_deck.grace.document import Document, Word
from penny_deck.grace.extractor import extract

pytestmark = pytest.mark.slow

ACCURACY = 0.95
COUNTED = frozenset({"proveedor", "nif_proveedor", "numero", "fecha", "base", "iva", "total"})


@pytest.fixture(scope="module")
def read() -> list[tuple[Made, Document]]:
    """Some invoices and receipts of the half that may be looked at."""
    made = [*text_invoices(24), *text_receipts(10)]
    return [(each, read_pdf(each.make())) for each in made if each.half == "tune"]


def test_fields_of_invoices_and_receipts(read: list[tuple[Made, Document]]) -> None:
    """Nearly all are right, none is made up, and what does not add up is warned of."""
    found = [(made, document, extract(document)) for made, document in read]
    right = [ok for made, _, got in found for name, ok in verdicts(made.truth, got) if name in COUNTED]
    assert sum(right) / len(right) >= ACCURACY
    assert not sum(invented(got, document) for _, document, got in found)
    assert all(got.warnings for made, _, got in found if not made.truth["cuadra"])


def _misread(document: Document, chance: random.Random) -> Iterator[Document]:
    """The document with one digit of one number near its end taken for another."""
    *before, last = document.pages
    for at, word in list(enumerate(last))[-25:]:
        places = [n for n, sign in enumerate(word.text) if sign.isdigit()]
        if places:
            place = chance.choice(places)
            digit = str((int(word.text[place]) + chance.randrange(1, 10)) % 10)
            changed: Word = replace(word, text=word.text[:place] + digit + word.text[place + 1 :])
            yield Document((*before, (*last[:at], changed, *last[at + 1 :])), "scan")


def test_a_misread_total_is_never_silent(read: list[tuple[Made, Document]]) -> None:
    """Whichever digit is misread: the total is the one that was printed, or there is a warning."""
    chance = random.Random(3)  # noqa: S311 - misreadings, not a secret
    sound = [(made, document) for made, document in read if made.truth["cuadra"] and len(document.pages) == 1]
    for made, document in sound[::3]:
        for misread in _misread(document, chance):
            got = extract(misread)
            assert got.value("total") in {"", made.truth["total"]} or got.warnings, made.name


def test_the_collection() -> None:
    """Enough documents of every kind in each half, always the same, and with tax numbers that could be."""
    made = list(collection())
    again = list(text_invoices(4))
    assert [(each.name, each.truth, each.make()) for each in made[:4]] == [
        (each.name, each.truth, each.make()) for each in again
    ]
    assert len({each.name for each in made}) == len(made) >= 60
    for half in ("tune", "score"):
        forms = {(each.kind, each.form) for each in made if each.half == half}
        assert forms >= {("factura", form) for form in ("pdf", "scan", "photo")}
        assert {"ticket", "acta", "correo"} <= {kind for kind, _ in forms}
    assert all(nif.is_valid(each.truth["nif_proveedor"]) for each in made if "nif_proveedor" in each.truth)


def test_scans_have_no_text() -> None:
    """A scan is a picture in a PDF, the same every time."""
    (made,) = text_invoices(1)
    data = scanning.scan(made.make(), 1)
    assert data.startswith(b"%PDF")
    assert not any(read_pdf(data).pages)
    (page,), (again,) = scanning.pages(data, 50), scanning.pages(scanning.scan(made.make(), 1), 50)
    assert (page == again).all()
