"""CLASSIFIER: what a document is. Pure."""

from penny_deck.grace.classifier.clase import Clase
from penny_deck.grace.classifier.classify import classify
from penny_deck.grace.classifier.perfiles import DEFAULT

__all__ = ["DEFAULT", "Clase", "classify"]
