"""What each judge makes of every pause of a turn: measured once, with the real models, one judge at a time."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from people import MARTA
from spoken import Clip
from stages import chunks
from waiting import PAUSE_MS, Pause, Turn

from penny_asr import engine as asr_engine
from penny_asr.config import Settings as AsrSettings
from penny_asr.engines import faster_whisper
from penny_chassis.audio import Samples, to_ms, to_samples
from penny_gateway.config import Settings as GatewaySettings
from penny_gateway.prompt import examples, instructions
from penny_llm import engine as llm_engine
from penny_llm.completeness import sentence_end_probability, without_final_marks
from penny_llm.config import Settings as LlmSettings
from penny_llm.engine import Message, Prompt, Role, Stop
from penny_llm.engines import llama_cpp
from penny_llm.template import ask_open, render
from penny_vad import engine as vad_engine
from penny_vad.config import Settings as VadSettings
from penny_vad.detector import Paused, Rules, Started
from penny_vad.engines import silero
from penny_vad.listener import Judge, Listener

T = TypeVar("T")


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    """What some work gives, and its milliseconds."""
    began = time.perf_counter()
    result = work()
    return result, (time.perf_counter() - began) * 1000


def _conversation() -> str:
    """A session before its first question."""
    messages = [Message(Role.SYSTEM, instructions(MARTA))]
    for example in examples(MARTA):
        messages += [Message(Role.USER, example.question), Message(Role.ASSISTANT, example.answer)]
    return render(messages)


@dataclass(frozen=True, slots=True)
class _Heard:
    """A pause, and the turn up to the moment at which it is noticed, as the two judges of sound are given it."""

    end_sample: int
    at_sample: int
    turn_from: int
    turn: Samples


class Judges:
    """The models, loaded."""

    def __init__(self) -> None:
        self._settings = VadSettings.model_validate({})
        self.detector: vad_engine.Engine = silero.load(self._settings)
        self._recogniser: asr_engine.Engine = faster_whisper.load(AsrSettings.model_validate({}))
        self._model: llm_engine.Engine = llama_cpp.load(LlmSettings.model_validate({}))
        self._conversation = _conversation()
        self._complete("Hola")

    def turn(self, clip: Clip) -> Turn | None:
        """A clip's pauses with what is made of them; None if nobody is heard in it."""
        samples = clip.sound()
        heard = self._pauses(samples)
        pauses = tuple(self._judged(samples, pause, silence_ms) for pause, silence_ms in heard)
        return Turn(clip.name, clip.kind, clip.half, pauses) if pauses else None

    def close(self) -> None:
        """Give back the model's memory."""
        self._model.close()

    def _pauses(self, samples: Samples) -> list[tuple[_Heard, float]]:
        """Where the person is silent, and for how long until she goes on."""
        rules = Rules.of(
            threshold=self._settings.speech_threshold,
            onset_ms=self._settings.onset_ms,
            pause_ms=PAUSE_MS,
            new_turn_ms=self._settings.new_turn_ms,
        )
        listener = Listener(self.detector.open(), rules)
        found: list[tuple[_Heard, float]] = []
        paused: Paused | None = None
        for event in (event for chunk in chunks(samples) for event in listener.hear(chunk)):
            match event:
                case Paused():
                    paused = event
                case Judge(turn=turn) if paused is not None:
                    heard = _Heard(paused.end_sample, paused.at_sample, paused.turn_from, turn)
                    found.append((heard, math.inf))
                case Started(start_sample=start) if found:
                    heard, _ = found[-1]
                    found[-1] = (heard, to_ms(start - heard.end_sample))
        return found

    def _judged(self, samples: Samples, heard: _Heard, silence_ms: float) -> Pause:
        """A pause with what every judge makes of it; all but the last two words the model has read before."""
        sound, sound_ms = _timed(lambda: self.detector.end_of_turn(heard.turn))
        start = max(0, heard.turn_from - to_samples(GatewaySettings.model_validate({}).pre_roll_ms))
        words, words_ms = _timed(lambda: self._recognise(samples[start : heard.at_sample]))
        if not words:
            return Pause(silence_ms, sound, sound_ms, words, words_ms, None, 0.0)
        self._complete(" ".join(words.split()[:-2]))
        completeness, completeness_ms = _timed(lambda: self._complete(words))
        return Pause(silence_ms, sound, sound_ms, words, words_ms, completeness, completeness_ms)

    def _recognise(self, samples: Samples) -> str:
        hearing = asr_engine.Hearing(language="es", thorough=True)
        return self._recogniser.open().decode(samples, hearing, lambda: False).text

    def _complete(self, words: str) -> float:
        """Whether words end a sentence, after the session's beginning."""
        text = ask_open(self._conversation, without_final_marks(words))
        reading = self._model.read(Prompt("bench-turns", text, words), Stop())
        return sentence_end_probability(reading.next_tokens)
