"""CLASSIFIER: what a document is. Pure."""

from penny_deck.grace.classifier.clase import Clase
from penny_deck.grace.classifier.classify import classify
from penny_deck.grace.classifier.modelo import Ask
from penny_deck.grace.classifier.perfiles import DEFAULT

__all__ = ["DEFAULT", "Ask", "Clase", "classify"]
