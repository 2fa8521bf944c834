"""A stream listened to with the scripted engine: loud is voice."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penny.v1.audio_pb2 import AudioChunk
from penny_chassis.audio import Samples, encode_pcm, to_samples
from penny_chassis.errors import InvalidInput, OutOfOrder, TooLarge
from penny_vad.detector import Event, Paused, Rules, Started
from penny_vad.engines.scripted import ScriptedSession
from penny_vad.listener import LEAD_SAMPLES, Judge, Listener
from penny_vad.windows import KEPT_WINDOWS

RULES = Rules.of(threshold=0.5, onset_ms=96, pause_ms=200, new_turn_ms=1000)


def voice(milliseconds: float) -> Samples:
    """A loud tone."""
    tone: Samples = (0.3 * np.sin(np.arange(to_samples(milliseconds)) * 0.2)).astype(np.float32)
    return tone


def silence(milliseconds: float) -> Samples:
    """Nothing."""
    return np.zeros(to_samples(milliseconds), np.float32)


def hear(audio: Samples, sizes: list[int], listener: Listener | None = None) -> list[Event | Judge]:
    """All that is noticed in audio cut into chunks of these sizes, repeated."""
    listener = listener or Listener(ScriptedSession(), RULES)
    noticed: list[Event | Judge] = []
    at = turn = 0
    while at < len(audio):
        piece = audio[at : at + sizes[turn % len(sizes)]]
        noticed += listener.hear(AudioChunk(start_sample=at, pcm=encode_pcm(piece)))
        at, turn = at + len(piece), turn + 1
    return noticed


def without_audio(noticed: list[Event | Judge]) -> list[object]:
    """The same, comparable: a Judge by its pause and its audio's sum and length."""
    return [
        (item.end_sample, len(item.turn), float(item.turn.sum())) if isinstance(item, Judge) else item
        for item in noticed
    ]


CONVERSATION = np.concatenate(
    [
        silence(500),
        voice(700),
        silence(400),
        voice(300),
        silence(100),
        voice(500),
        silence(1500),
        voice(400),
        silence(300),
    ]
)


@settings(max_examples=25)
@given(st.lists(st.integers(150, 8192), min_size=1, max_size=8))
def test_chopping_does_not_matter(sizes: list[int]) -> None:
    """The same audio gives the same events and the same audio to judge, whatever the frames."""
    assert without_audio(hear(CONVERSATION, sizes)) == without_audio(hear(CONVERSATION, [320]))


def test_voice_is_found_where_it_is() -> None:
    """Beginnings and pauses lie within a window of the true ones."""
    points = [
        (type(item), item.start_sample if isinstance(item, Started) else item.end_sample)
        for item in hear(CONVERSATION, [320])
        if isinstance(item, Started | Paused)
    ]

    truth = [(Started, 500), (Paused, 1200), (Started, 1600), (Paused, 2500), (Started, 4000), (Paused, 4400)]
    assert [kind for kind, _ in points] == [kind for kind, _ in truth]
    for (_, sample), (_, true_ms) in zip(points, truth, strict=True):
        assert abs(sample - to_samples(true_ms)) < 512


def test_each_pause_is_followed_by_its_judge() -> None:
    """The audio to judge is the turn's: from half a second before its first voice to the pause."""
    noticed = hear(CONVERSATION, [320])

    pairs = [(item, noticed[n + 1]) for n, item in enumerate(noticed) if isinstance(item, Paused)]
    assert len(pairs) == 3
    for pause, judge in pairs:
        assert isinstance(pause, Paused)
        assert isinstance(judge, Judge)
        assert judge.end_sample == pause.end_sample
        wanted = min(pause.at_sample - pause.turn_from + LEAD_SAMPLES, pause.at_sample)
        assert 0 <= len(judge.turn) - wanted < 512
        heard = CONVERSATION[pause.at_sample - len(judge.turn) : pause.at_sample]
        assert np.allclose(judge.turn, heard, atol=1e-4)


def test_a_long_turn_is_judged_by_its_last_8_s() -> None:
    """A minute of monologue gives the model what it reads and no more."""
    noticed = hear(np.concatenate([voice(60_000), silence(300)]), [4096])

    judges = [item for item in noticed if isinstance(item, Judge)]
    assert [len(judge.turn) for judge in judges] == [KEPT_WINDOWS * 512]


def test_silence_says_nothing() -> None:
    """A minute of silence is not worth a word."""
    assert hear(silence(60_000), [320]) == []


def test_a_stream_may_begin_anywhere() -> None:
    """Positions count from the first chunk's own."""
    listener = Listener(ScriptedSession(), RULES)

    noticed = list(listener.hear(AudioChunk(start_sample=1_000_000, pcm=encode_pcm(voice(100)))))

    assert noticed == [Started(start_sample=1_000_000, at_sample=1_001_536)]


@pytest.mark.parametrize(
    ("chunk", "error"),
    [
        (AudioChunk(start_sample=321, pcm=b"\0" * 640), OutOfOrder),
        (AudioChunk(start_sample=0, pcm=b"\0" * 640), OutOfOrder),
        (AudioChunk(start_sample=320, pcm=b"\0" * 16_386), TooLarge),
        (AudioChunk(start_sample=320, pcm=b"\0" * 641), InvalidInput),
        (AudioChunk(start_sample=320), InvalidInput),
    ],
    ids=["a gap", "the same again", "too large", "half a sample", "nothing"],
)
def test_a_wrong_chunk_is_refused(chunk: AudioChunk, error: type[Exception]) -> None:
    """A chunk that does not follow, or is none, raises its own error."""
    listener = Listener(ScriptedSession(), RULES)
    list(listener.hear(AudioChunk(start_sample=0, pcm=b"\0" * 640)))

    with pytest.raises(error):
        list(listener.hear(chunk))
