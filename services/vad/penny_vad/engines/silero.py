"""Silero VAD tells speech from silence, Smart Turn a pause from an end; both on onnxruntime, without torch.

Silero has one thread: a window is 70 µs of work. Smart Turn has several, which wait awake only between the steps of one
judgement: threads that spin for longer would take the cores from recognition.
"""

from pathlib import Path

import numpy as np
import onnxruntime

import penny_models
from penny_chassis.audio import SAMPLE_RATE_HZ, Samples
from penny_chassis.errors import Misconfigured
from penny_vad.config import Settings
from penny_vad.engine import WINDOW_SAMPLES, Session
from penny_vad.engines.log_mel import TURN_SAMPLES, log_mel

_CONTEXT_SAMPLES = 64
"""End of the window before, which Silero reads again in front of each."""
_AWAKE_US = "1000"
_STATE_SHAPE = (2, 1, 128)
_RATE = np.array(SAMPLE_RATE_HZ, np.int64)


def _model(path: Path, threads: int = 1) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.spin_duration_us", _AWAKE_US)
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


class SileroSession:
    """The recurrent state and the last samples of one stream."""

    def __init__(self, model: onnxruntime.InferenceSession) -> None:
        self._model = model
        self._state = np.zeros(_STATE_SHAPE, np.float32)
        self._input = np.zeros((1, _CONTEXT_SAMPLES + WINDOW_SAMPLES), np.float32)

    def probability(self, window: Samples) -> float:
        """How likely the window is speech."""
        self._input[0, :_CONTEXT_SAMPLES] = self._input[0, -_CONTEXT_SAMPLES:]
        self._input[0, _CONTEXT_SAMPLES:] = window
        inputs = {"input": self._input, "state": self._state, "sr": _RATE}
        output, self._state = self._model.run(["output", "stateN"], inputs)
        return float(output[0, 0])


class Silero:
    """Both models, loaded and run once, so that the first caller does not wait for buffers to be made."""

    def __init__(self, speech: Path, turn: Path, turn_threads: int) -> None:
        self._speech = _model(speech)
        self._turn = _model(turn, turn_threads)
        self.open().probability(np.zeros(WINDOW_SAMPLES, np.float32))
        self.end_of_turn(np.zeros(TURN_SAMPLES, np.float32))

    def open(self) -> Session:
        """A session for a new stream."""
        return SileroSession(self._speech)

    def end_of_turn(self, turn: Samples) -> float:
        """Smart Turn's probability of a complete turn; the graph ends in the sigmoid, though its output says logits."""
        (probabilities,) = self._turn.run(["logits"], {"input_features": log_mel(turn)[np.newaxis]})
        return float(probabilities[0, 0])


def load(settings: Settings) -> Silero:
    """The engine with the weights of the models' folder.

    Raises:
        Misconfigured: Weights are missing or damaged; the message has the command that fetches them.
    """
    try:
        speech, turn = (penny_models.locate(name) for name in ("silero-vad-v6", "smart-turn-v3.2"))
    except penny_models.ModelsError as error:
        raise Misconfigured(str(error)) from error
    return Silero(
        speech=speech / "silero_vad_16k_op15.onnx",
        turn=turn / "smart-turn-v3.2-cpu.onnx",
        turn_threads=settings.threads,
    )
