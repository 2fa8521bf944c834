"""Spoken text to Kokoro's phonemes, by espeak-ng.

espeak-ng keeps its state in the process, so that one text is turned into phonemes at a time; that takes 0.3 ms.
"""

import logging
import threading

from kokoro_onnx.chunker import split_phonemes
from kokoro_onnx.tokenizer import Tokenizer
from phonemizer.backend import EspeakBackend

_MAX_PHONEMES = 150
"""Of one part, some 9 s. The model takes 510, but a part is what others wait for, and its memory grows with it."""

log = logging.getLogger(__name__)


class Espeak:
    """Languages, each loaded when it is first spoken."""

    def __init__(self) -> None:
        self._tokenizer = Tokenizer()  # also tells phonemizer where the library and its data are
        self._lock = threading.Lock()
        self._backends: dict[str, EspeakBackend] = {}

    def parts(self, text: str, language: str) -> list[str]:
        """A clause's phonemes, cut where a pause is least heard if they are many; none if it has no word.

        Args:
            text: As it is said.
            language: One of espeak's names, such as `es` or `pt-br`.
        """
        with self._lock:
            spoken = self._backend(language).phonemize([text], strip=True) if text.strip() else []
        phonemes = self._tokenizer.known(" ".join(" ".join(spoken).split()))
        if not any(phoneme.isalpha() for phoneme in phonemes):
            return []
        return split_phonemes(phonemes, _MAX_PHONEMES)

    def tokens(self, phonemes: str) -> list[int]:
        """The model's numbers for phonemes."""
        tokens: list[int] = self._tokenizer.tokenize(phonemes)
        return tokens

    def _backend(self, language: str) -> EspeakBackend:
        if language not in self._backends:
            self._backends[language] = EspeakBackend(
                language,
                preserve_punctuation=True,
                with_stress=True,
                language_switch="remove-flags",  # else "(en)" is spoken before a word that sounds English
                logger=log,
            )
        return self._backends[language]
