"""The label that fits a document: by its evidence, together with what the model says if it is asked."""

from collections.abc import Mapping, Sequence

from penny_chassis.errors import InvalidInput
from penny_deck.grace.ask import Ask
from penny_deck.grace.classifier import modelo, pruebas
from penny_deck.grace.classifier.clase import Clase
from penny_deck.grace.classifier.perfiles import ALIASES, DEFAULT, OTHER, PERFILES
from penny_deck.grace.classifier.pruebas import Prueba
from penny_deck.grace.document import Document
from penny_deck.palabras import fold

MAX_LABELS = 50
_ENOUGH = 4.0
"""Evidence below it is none: one expression that names a kind in a heading, or several that are found elsewhere too."""
_HALF = 4.0
"""Evidence at which one is half as sure as the share of the evidence says."""
_SURE = 0.7
"""From here on the model is not asked: on the documents of the tests it knows no better."""
_MODEL = 0.6
"""How sure one is of a label that only the model gives."""
_MAX_EVIDENCE = 6
_MAX_ALTERNATIVES = 3


async def classify(document: Document, labels: Sequence[str] = DEFAULT, ask: Ask | None = None) -> Clase:
    """The label that fits a document best.

    Args:
        document: Any.
        labels: Among which. One that is not known may describe itself after a colon: "siniestro: parte de un seguro".
        ask: A language model, asked where the evidence does not suffice.

    Raises:
        InvalidInput: There are no labels, too many, or an empty one.
    """
    names = _names(labels)
    texto = pruebas.texto(document)
    by_rules = _by_rules({name: _prueba(texto, label, name) for label, name in zip(labels, names, strict=True)}, names)
    if ask is None or by_rules.confidence >= _SURE or not texto.text.strip():
        return by_rules
    said = await modelo.label(ask, texto.text, labels)
    return _with_model(by_rules, said) if said else by_rules


def _names(labels: Sequence[str]) -> list[str]:
    names = [label.partition(":")[0].strip() for label in labels]
    if not 0 < len(names) <= MAX_LABELS or not all(names) or len(set(names)) < len(names):
        raise InvalidInput(
            "These labels cannot be chosen from.",
            remedy=f"Give 1 to {MAX_LABELS} different labels, each with a name.",
            field="labels",
        )
    return names


def _prueba(texto: pruebas.Texto, label: str, name: str) -> Prueba:
    folded = fold(name)
    if folded == OTHER:
        return Prueba(0, ())
    kind = ALIASES.get(folded, folded)
    return pruebas.known(texto, kind) if kind in PERFILES else pruebas.unknown(texto, label)


def _by_rules(evidence: Mapping[str, Prueba], names: Sequence[str]) -> Clase:
    """The label with the most evidence, if it has enough."""
    total = sum(max(each.score, 0) for each in evidence.values()) or 1
    ranked = sorted(names, key=lambda name: -evidence[name].score)
    sure = {name: round(_confidence(evidence[name].score, total), 3) for name in ranked}
    best = ranked[0]
    if evidence[best].score < _ENOUGH:
        return Clase(_other(names), 0.0, _alternatives(ranked, sure), ())
    return Clase(best, sure[best], _alternatives(ranked[1:], sure), evidence[best].words[:_MAX_EVIDENCE])


def _confidence(score: float, total: float) -> float:
    """The share of the evidence, less if there is little of it."""
    return max(score, 0) / total * max(score, 0) / (max(score, 0) + _HALF)


def _alternatives(ranked: Sequence[str], sure: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple((name, sure[name]) for name in ranked[:_MAX_ALTERNATIVES] if sure[name] > 0)


def _other(names: Sequence[str]) -> str | None:
    return next((name for name in names if fold(name) == OTHER), None)


def _plausible(rules: Clase, label: str) -> bool:
    """Whether the evidence leaves room for it: Qwen2.5-Coder-1.5B calls a text on the platypus a receipt."""
    folded = fold(label)
    is_known = ALIASES.get(folded, folded) in PERFILES
    return not is_known or label == rules.label or label in dict(rules.alternatives)


def _with_model(rules: Clase, said: modelo.Dicho) -> Clase:
    """The two together: if they agree one is surer; if not, the surer one is right."""
    if fold(said.label) == OTHER or not _plausible(rules, said.label):
        return rules
    if said.label == rules.label:
        evidence = tuple(dict.fromkeys((*rules.evidence, *said.evidence)))[:_MAX_EVIDENCE]
        return Clase(rules.label, max(rules.confidence, _SURE), rules.alternatives, evidence)
    if rules.confidence >= _MODEL:
        return rules
    others = ((rules.label, rules.confidence),) if rules.label and rules.confidence else ()
    rest = tuple(each for each in rules.alternatives if each[0] != said.label)
    return Clase(said.label, _MODEL, (*others, *rest)[:_MAX_ALTERNATIVES], said.evidence)
