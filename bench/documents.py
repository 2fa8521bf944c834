"""`make bench-documents`: how many fields of made-up invoices and receipts are extracted right; JSON as the last line.

Only the half that nothing is tuned on, unless "tune" is asked for: `python bench/documents.py [score|tune] [pdf|all]`.
A field is right if its normalised value is; of names, accents, capitals and points do not count.
"""

import json
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from support.documents import reading
from support.documents.collection import Made, collection

from penny_deck.grace.document import Document
from penny_deck.grace.extractor import Extraction, extract
from penny_deck.grace.extractor.layout import plain

_READERS = {"pdf": reading.read_pdf, "scan": reading.read_scan, "photo": reading.read_image}
_SIMPLE = ("proveedor", "nif_proveedor", "numero", "fecha", "base", "total")
_BESIDES = ("fecha_vencimiento", "nif_cliente", "irpf")
"""Measured, but no part of the accuracy."""


def verdicts(truth: dict[str, Any], got: Extraction) -> Iterator[tuple[str, bool]]:
    """Of each field that is in the document, whether it was found."""
    for name in (*_SIMPLE, *_BESIDES):
        if name in truth:
            yield name, _same(name, truth[name], got.value(name))
    lines = {line["iva_tipo"].value: line for line in got.iva() if "iva_tipo" in line}
    for line in truth["iva"]:
        found = lines.get(line["tipo"], {})
        values = [found[name].value if name in found else "" for name in ("iva_base", "iva_cuota")]
        yield "iva", values == [line["base"], line["cuota"]]


def _same(name: str, wanted: str, found: str) -> bool:
    if name == "proveedor":
        return re.sub(r"\W", "", plain(wanted)) == re.sub(r"\W", "", plain(found))
    return wanted == found


def invented(got: Extraction, document: Document) -> int:
    """Fields whose text is not in the document's words."""
    words = [word.text for page in document.pages for word in page]
    return sum(not all(any(part in word for word in words) for part in field.text.split()) for field in got.fields)


class Score:
    """Figures of one form of documents."""

    def __init__(self) -> None:
        self.right: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()
        self.flaws: Counter[str] = Counter()
        self.took_ms: list[float] = []

    def add(self, made: Made, document: Document) -> None:
        """Extract from one document and compare."""
        began = time.perf_counter()
        got = extract(document)
        self.took_ms.append((time.perf_counter() - began) * 1000)
        for name, right in verdicts(made.truth, got):
            self.asked[name] += 1
            self.right[name] += right
            if not right:
                print(f"{made.name}: {name}: {got.value(name)!r} is not {made.truth[name]!r}", file=sys.stderr)
        self._flaws(made, got, document)

    def _flaws(self, made: Made, got: Extraction, document: Document) -> None:
        wrong_total = got.value("total") != made.truth["total"]
        self.flaws["documents"] += 1
        self.flaws["invented"] += invented(got, document)
        self.flaws["total_wrong_unwarned"] += wrong_total and not got.warnings
        self.flaws["bad_sum_unwarned"] += not made.truth["cuadra"] and not got.warnings
        needless = made.truth["cuadra"] and not wrong_total and got.warnings
        self.flaws["warned_needlessly"] += bool(needless)
        if needless or (wrong_total and not got.warnings):
            print(f"{made.name}: {[warning.code for warning in got.warnings]}", file=sys.stderr)

    def figures(self) -> dict[str, Any]:
        """Accuracy over the fields that count, each field's own, flaws and times."""
        counted = [name for name in self.asked if name not in _BESIDES]
        right, asked = (sum(counts[name] for name in counted) for counts in (self.right, self.asked))
        return {
            "accuracy": round(right / asked, 4),
            "fields": asked,
            "by_field": {name: round(self.right[name] / self.asked[name], 3) for name in sorted(self.asked)},
            **self.flaws,
            "extract_ms_mean": round(sum(self.took_ms) / len(self.took_ms), 1),
            "extract_ms_max": round(max(self.took_ms), 1),
        }


def main() -> None:
    """Read, extract, compare and print."""
    half, forms = (sys.argv[1:] + ["score", "all"][len(sys.argv) - 1 :])[:2]
    scores: dict[str, Score] = defaultdict(Score)
    read_ms: dict[str, list[float]] = defaultdict(list)
    for made in collection():
        wanted = made.kind in {"factura", "ticket"} and made.half == half and forms in {made.form, "all"}
        if wanted:
            data = made.make()
            began = time.perf_counter()
            document = _READERS[made.form](data)
            read_ms[made.form].append((time.perf_counter() - began) * 1000)
            scores[made.form].add(made, document)
    figures = {form: score.figures() for form, score in scores.items()}
    for form, took in read_ms.items():
        figures[form]["read_ms_mean"] = round(sum(took) / len(took), 1)
    print(json.dumps({"half": half, **figures}))


if __name__ == "__main__":
    main()
