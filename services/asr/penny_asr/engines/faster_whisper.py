"""Whisper on CTranslate2, through faster-whisper's model, features and tokens; the decoding is our own.

The encoder's window is cut to the clip instead of padded to 30 s: 2 to 2.5 times faster on a CPU and no worse. Never
below 10 s: there Whisper repeats itself without end. Decoding is greedy and without timestamps; what comes out in a
loop is decoded once more in a wider window.
"""

from dataclasses import dataclass
from pathlib import Path

import ctranslate2
import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.feature_extractor import FeatureExtractor
from faster_whisper.tokenizer import Tokenizer

import penny_models
from penny_asr import guard, loops
from penny_asr.config import Settings
from penny_asr.engine import WINDOW_S, AbandonedError, Decoded, Hearing, Session, Stopped
from penny_asr.levels import audible
from penny_asr.words import join, split
from penny_chassis.audio import SAMPLE_RATE_HZ, Samples
from penny_chassis.errors import Misconfigured

_SHORTEST_WINDOW_S = 10.0
_SILENCE_AFTER_S = 1.0
"""What Whisper wants to hear after the last word, to know that it is the last."""
_WIDER = 1.5
"""The window for what came out in a loop, as a multiple: in 15 s no clip looped that had looped in 10 s."""
_BRISK_CHARACTERS_PER_S = 18
_HOP_SAMPLES = 160
"""A frame of features, 10 ms."""
_MAX_LENGTH = 448
"""Tokens of prompt and text that the decoder has positions for."""
_MAX_VOCABULARY_TOKENS = 200
"""Leaves room for all that can be said in the longest window."""
_FIRST_TOKENS = 16
_TOKENS_PER_S = 12
"""Twice what fast speech needs, so that a loop cannot run long."""
_DOUBTFUL_TOKENS = 8
_DOUBTFUL_LOGPROB = -0.8
_FAMILY = "whisper-"
"""What the catalogue puts before the names by which people know the models: medium, large-v3."""


@dataclass(frozen=True, slots=True)
class _Heard:
    """What the decoder made of a window."""

    text: str
    language: str
    avg_logprob: float
    no_speech_probability: float
    tokens: int
    looped: bool


class FasterWhisper:
    """The model, loaded and run once, so that the first caller does not wait for buffers to be made."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        """Load a model.

        Raises:
            Misconfigured: The folder has no such model, or this machine cannot compute it as configured.
        """
        try:
            whisper = WhisperModel(
                str(folder),
                device=settings.device,
                compute_type=settings.compute_type,
                cpu_threads=settings.threads,
                num_workers=settings.workers,
                local_files_only=True,
            )
        except (RuntimeError, ValueError) as error:  # all that CTranslate2 ever raises
            raise Misconfigured(
                f"The model in {folder} cannot be loaded as {settings.compute_type} on {settings.device}: {error}",
                remedy="Check PENNY_ASR_MODEL, PENNY_ASR_COMPUTE_TYPE and PENNY_ASR_DEVICE.",
            ) from error
        self.model: ctranslate2.models.Whisper = whisper.model
        self.tokens = whisper.hf_tokenizer
        self.features = FeatureExtractor(feature_size=self.model.n_mels)
        self.languages = frozenset(whisper.supported_languages)
        noise = np.random.default_rng(0).normal(scale=0.01, size=SAMPLE_RATE_HZ).astype(np.float32)
        self.open().decode(noise, Hearing(language=None), lambda: False)

    def open(self) -> Session:
        """A session for a new stream; nothing of one decoding helps the next."""
        return _Session(self)

    def encode(self, samples: Samples, window_s: float) -> ctranslate2.StorageView:
        """The encoder's output for a clip in a window of its own length."""
        window = np.zeros(round(window_s * SAMPLE_RATE_HZ), np.float32)
        window[: len(samples)] = samples[: len(window)]
        features = self.features(window, padding=0)[np.newaxis, :, : len(window) // _HOP_SAMPLES]
        return self.model.encode(ctranslate2.StorageView.from_array(np.ascontiguousarray(features)))

    def generate(
        self, encoded: ctranslate2.StorageView, prompt: list[int], max_tokens: int
    ) -> ctranslate2.models.WhisperGenerationResult:
        """The most likely text after a prompt, token by token; the model's own list says which never come."""
        return self.model.generate(
            encoded,
            [prompt],
            beam_size=1,
            max_length=min(_MAX_LENGTH, len(prompt) + max_tokens),
            return_scores=True,
            return_no_speech_prob=True,
        )[0]

    def detect(self, encoded: ctranslate2.StorageView) -> str:
        """The language that an encoded clip is most likely in, ISO 639-1."""
        token: str = self.model.detect_language(encoded)[0][0][0]
        return token.strip("<|>")

    def tokenizer(self, language: str) -> Tokenizer:
        """Text to tokens and back, and the signs that open a transcript in a language."""
        return Tokenizer(self.tokens, self.model.is_multilingual, task="transcribe", language=language)


class _Session:
    """One stream, whose decodings have nothing to do with each other."""

    def __init__(self, engine: FasterWhisper) -> None:
        self._engine = engine

    def decode(self, samples: Samples, hearing: Hearing, stopped: Stopped) -> Decoded:
        """See Session."""
        if not audible(samples):
            return Decoded("", hearing.language or "", 0.0, 1.0, 0)
        audio_s = len(samples) / SAMPLE_RATE_HZ
        window_s = min(WINDOW_S, max(_SHORTEST_WINDOW_S, audio_s + _SILENCE_AFTER_S))
        heard = self._hear(samples, window_s, hearing, stopped)
        if hearing.thorough and heard.looped and _believable(heard, audio_s):
            heard = self._hear(samples, min(WINDOW_S, _WIDER * window_s), hearing, stopped)
        settled = hearing.thorough or not heard.looped
        if not _believable(heard, audio_s):
            return Decoded("", heard.language, 0.0, heard.no_speech_probability, 0, settled)
        return Decoded(
            text=heard.text,
            language=heard.language,
            avg_logprob=heard.avg_logprob,
            no_speech_probability=heard.no_speech_probability,
            tokens=heard.tokens,
            settled=settled,
        )

    def _hear(self, samples: Samples, window_s: float, hearing: Hearing, stopped: Stopped) -> _Heard:
        """Decode once, in a window of this length."""
        engine = self._engine
        encoded = engine.encode(samples, window_s)
        if stopped():
            raise AbandonedError
        language = hearing.language or engine.detect(encoded)
        tokenizer = engine.tokenizer(language)
        opening = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
        hint = _hint(tokenizer, hearing.vocabulary)
        limit = _FIRST_TOKENS + round(_TOKENS_PER_S * len(samples) / SAMPLE_RATE_HZ)
        result = engine.generate(encoded, hint + opening, limit)
        tokens = result.sequences_ids[0]
        # CTranslate2 divides by the number of tokens, but the sign that ends the text has a probability too
        logprob = result.scores[0] * len(tokens) / (len(tokens) + 1)
        no_speech = result.no_speech_prob
        if hint and (len(tokens) <= _DOUBTFUL_TOKENS or logprob < _DOUBTFUL_LOGPROB):
            # a hint makes Whisper sure that somebody speaks: ask again without
            no_speech = max(no_speech, engine.generate(encoded, opening, 1).no_speech_prob)
        text: str = tokenizer.decode(tokens)
        words = split(text)
        loop = loops.find(words, hurried=len(text) > _BRISK_CHARACTERS_PER_S * len(samples) / SAMPLE_RATE_HZ)
        return _Heard(
            text=join(loops.cut(words, loop) if loop else words),
            language=language,
            avg_logprob=logprob,
            no_speech_probability=no_speech,
            tokens=len(tokens),
            looped=loop is not None,
        )


def _believable(heard: _Heard, audio_s: float) -> bool:
    evidence = guard.Evidence(audio_s, heard.avg_logprob, heard.no_speech_probability, looped=heard.looped)
    return guard.believable(heard.text, evidence)


def _hint(tokenizer: Tokenizer, vocabulary: str) -> list[int]:
    """Words to expect, as the text that Whisper believes to have written already; as many as it has room for."""
    if not vocabulary.strip():
        return []
    return [tokenizer.sot_prev, *tokenizer.encode(f" {vocabulary.strip()}")[:_MAX_VOCABULARY_TOKENS]]


def _folder(model: str) -> Path:
    """Where a model's files are: a folder by its path, or the catalogue's model of that name."""
    if "/" in model:
        folder = Path(model)
    else:
        known = penny_models.load_catalogue().names
        folder = penny_models.locate(model if model in known else f"{_FAMILY}{model}")
    if not (folder / "tokenizer.json").is_file():
        raise Misconfigured(
            f"{folder} has no tokenizer.json.", remedy="Give the folder of a Whisper model converted for CTranslate2."
        )
    return folder


def load(settings: Settings) -> FasterWhisper:
    """The engine with the configured model.

    Raises:
        Misconfigured: There is no such model, its weights are missing or damaged, or they cannot be computed here.
    """
    try:
        folder = _folder(settings.model)
    except penny_models.ModelsError as error:
        raise Misconfigured(str(error)) from error
    return FasterWhisper(folder, settings)
