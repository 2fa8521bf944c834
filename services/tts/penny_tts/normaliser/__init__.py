"""Written Spanish to spoken Spanish: what stands in front of the voice."""

from penny_tts.normaliser.pipeline import normalise

__all__ = ["normalise"]
