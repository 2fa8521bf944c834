"""SUMMARIZER: what a document says, in a few sentences."""

from penny_deck.grace.summarizer.resumen import Frase, Resumen
from penny_deck.grace.summarizer.summarise import summarise

__all__ = ["Frase", "Resumen", "summarise"]
