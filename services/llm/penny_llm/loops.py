"""The guard against a small model that says the same thing over and over.

Penalties on repeated tokens would prevent it too, but they also bend the facts: a name or an hour said in the context
becomes less likely in the answer.
"""

_SPAN_CHARS = 24
"""Repetition shorter than this in all ("ja, ja, ja", "muy, muy") is speech."""
_SENTENCE_CHARS = 40
"""From this length on nobody says a thing twice in the same words."""
_LONGEST_CHARS = 240


class LoopGuard:
    """Watches an answer as it is written."""

    def __init__(self) -> None:
        self._tail = ""

    def feed(self, piece: str) -> bool:
        """Take the next piece; true once the answer goes round in circles."""
        self._tail = (self._tail + piece)[-2 * _LONGEST_CHARS :]
        return is_looping(self._tail)


def is_looping(text: str) -> bool:
    """Whether the text ends in something said three times running, or twice if it is long."""
    for length in range(2, min(_LONGEST_CHARS, len(text) // 2) + 1):
        times = 2 if length >= _SENTENCE_CHARS else max(3, -(-_SPAN_CHARS // length))
        if text.endswith(text[-length:] * times):
            return True
    return False
