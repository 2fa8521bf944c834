"""Kokoro on onnxruntime, driven directly: phonemes and a style in, sound out.

A style vector belongs to a voice and to a number of phonemes; the pack of a voice has one for each number up to 510.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.capi.onnxruntime_pybind11_state import Fail

import penny_models
from penny_chassis.audio import Samples
from penny_chassis.errors import InvalidInput, Misconfigured
from penny_tts import sound
from penny_tts.config import Settings
from penny_tts.engine import Manner, Part, Session, StoppedError
from penny_tts.engines.espeak import Espeak
from penny_tts.engines.kokoro_graph import rearranged
from penny_tts.engines.processor import multiplies_signed_bytes

_MODEL = "kokoro-82m"
_RATE_HZ = 24_000
_STYLES = (510, 1, 256)
"""Shape of a voice's pack."""
_LANGUAGES = {
    "a": ("en", "en-us"),
    "b": ("en", "en-gb"),
    "e": ("es", "es"),
    "f": ("fr", "fr-fr"),
    "h": ("hi", "hi"),
    "i": ("it", "it"),
    "p": ("pt", "pt-br"),
}
"""First letter of a voice's name: ISO 639-1, and espeak's name. Kokoro's Chinese and Japanese are not espeak's."""

_AWAKE_US = "500"
"""How long a thread waits awake for its next piece of work: between two operators yes, between two clauses no."""

_Styles = NDArray[np.float32]


class Kokoro:
    """The model with its voices, run once, so that the first caller does not wait for buffers to be made."""

    sample_rate_hz = _RATE_HZ

    def __init__(self, folder: Path, settings: Settings) -> None:
        self._voices = _voices(folder)
        if settings.voice not in self._voices:
            raise Misconfigured(
                f"There is no voice '{settings.voice}'.", remedy=f"Choose one of: {', '.join(self._voices)}."
            )
        self._default = settings.voice
        self._espeak = Espeak()
        self._model = _model(folder / "kokoro-v1.0.int8.onnx", settings.threads)
        list(self.open(Manner(self._default, _LANGUAGES[self._default[0]][0], 1.0)).speak("uno, dos"))

    def open(self, manner: Manner) -> Session:
        """A session for a new stream."""
        fitting = [voice for voice in self._voices if _LANGUAGES[voice[0]][0] == manner.language]
        if not fitting:
            known = sorted({_LANGUAGES[voice[0]][0] for voice in self._voices})
            raise InvalidInput(
                "No voice speaks the language asked for.",
                remedy=f"Choose one of: {', '.join(known)}.",
                field="config.language",
            )
        voice = manner.voice or (self._default if self._default in fitting else fitting[0])
        if voice not in fitting:
            raise InvalidInput(
                "There is no such voice in the language asked for.",
                remedy=f"Choose one of: {', '.join(fitting)}.",
                field="config.voice",
            )
        return KokoroSession(self, self._voices[voice], _LANGUAGES[voice[0]][1], manner.speed)

    def parts(self, text: str, language: str) -> list[str]:
        """A clause's phonemes, in as many parts as it takes."""
        return self._espeak.parts(text, language)

    def synthesise(self, phonemes: str, styles: _Styles, speed: float, options: onnxruntime.RunOptions) -> Samples:
        """The sound of one part, with the silence that the model puts around it."""
        tokens = self._espeak.tokens(phonemes)
        inputs = {
            "tokens": np.array([[0, *tokens, 0]], np.int64),
            "style": styles[len(tokens) - 1],
            "speed": np.array([speed], np.float32),
        }
        (samples,) = self._model.run(["audio"], inputs, options)
        spoken: Samples = samples
        return spoken


class KokoroSession:
    """One stream's voice; the run that is under way ends when it is told to terminate."""

    def __init__(self, engine: Kokoro, styles: _Styles, language: str, speed: float) -> None:
        self._engine = engine
        self._styles = styles
        self._language = language
        self._speed = speed
        self._options = onnxruntime.RunOptions()

    def speak(self, text: str) -> Iterator[Part]:
        """See Session."""
        parts = self._engine.parts(text, self._language)
        if not parts:
            yield Part(np.zeros(0, np.float32), last=True)
        for number, phonemes in enumerate(parts, 1):
            try:
                spoken = self._engine.synthesise(phonemes, self._styles, self._speed, self._options)
            except Fail:
                if self._options.terminate:
                    raise StoppedError from None
                raise
            yield Part(sound.shape(spoken, _RATE_HZ, sound.pause_after(phonemes)), last=number == len(parts))

    def stop(self) -> None:
        """See Session."""
        self._options.terminate = True


def _voices(folder: Path) -> dict[str, _Styles]:
    """The packs of the voices whose language can be spoken."""
    files = sorted((folder / "voices").glob("*.bin"))
    return {file.stem: np.fromfile(file, "<f4").reshape(_STYLES) for file in files if file.stem[0] in _LANGUAGES}


def _model(file: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.spin_duration_us", _AWAKE_US)
    options.enable_mem_pattern = False  # it needs shapes that are known beforehand
    options.enable_mem_reuse = False  # to plan it takes 3 s at the start, and it saves nothing with the arena
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        rearranged(file, signed_products=multiplies_signed_bytes()), options, providers=["CPUExecutionProvider"]
    )


def load(settings: Settings) -> Kokoro:
    """The engine with the weights of the models' folder.

    Raises:
        Misconfigured: Weights are missing or damaged, the message has the command that fetches them; or there is no
            such default voice.
    """
    try:
        folder = penny_models.locate(_MODEL)
    except penny_models.ModelsError as error:
        raise Misconfigured(str(error)) from error
    return Kokoro(folder, settings)
