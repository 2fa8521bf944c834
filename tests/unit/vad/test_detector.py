"""The detector as tables: what a row of probabilities makes it say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penny_vad.detector import Activity, Event, Hearing, Paused, Rules, Silence, Started, step
from penny_vad.engine import WINDOW_SAMPLES as W

RULES = Rules.of(threshold=0.5, onset_ms=96, pause_ms=200, new_turn_ms=3000)
PAUSE_WINDOWS = 7
NEW_TURN_WINDOWS = 94


def listen(probabilities: list[float], rules: Rules = RULES, begin: int = 0) -> list[Event]:
    """All that is said about these windows."""
    hearing, events = Hearing(begin), []
    for probability in probabilities:
        hearing, event = step(rules, hearing, probability)
        if event is not None:
            events.append(event)
    return events


def turning_points(events: list[Event]) -> list[tuple[str, int, int]]:
    """Beginnings and pauses: which, the position it speaks of, and when it was said, in windows."""
    points = []
    for event in events:
        if isinstance(event, Started):
            points.append(("started", event.start_sample // W, event.at_sample // W))
        elif isinstance(event, Paused):
            points.append(("paused", event.end_sample // W, event.at_sample // W))
    return points


@pytest.mark.parametrize(
    ("probabilities", "expected"),
    [
        pytest.param([], [], id="nothing heard"),
        pytest.param([0.0] * 2000, [], id="a minute of silence"),
        pytest.param([0.0] * 5 + [1.0] * 2 + [0.0] * 20, [], id="a click, shorter than the onset"),
        pytest.param([1.0, 1.0, 0.0] * 10, [], id="clicks do not add up"),
        pytest.param([0.0] * 5 + [1.0] * 3, [("started", 5, 8)], id="voice from the fifth window"),
        pytest.param([1.0] * 3, [("started", 0, 3)], id="voice from the first"),
        pytest.param([1.0] * 1875, [("started", 0, 3)], id="a minute without a breath"),
        pytest.param([1.0] * 10 + [0.0] * 6, [("started", 0, 3)], id="a silence too short to be a pause"),
        pytest.param(
            [1.0] * 10 + [0.0] * 40, [("started", 0, 3), ("paused", 10, 17)], id="a pause, said once, ends at the voice"
        ),
        pytest.param(
            [1.0] * 10 + [0.0] * 6 + [1.0] + [0.0] * 7,
            [("started", 0, 3), ("paused", 17, 24)],
            id="one voiced window begins the silence anew",
        ),
        pytest.param(
            [1.0] * 5 + [0.0] * 9 + [1.0] * 5 + [0.0] * 9,
            [("started", 0, 3), ("paused", 5, 12), ("started", 14, 17), ("paused", 19, 26)],
            id="speech goes on after a pause",
        ),
        pytest.param([0.49] * 50, [], id="never reaches the threshold"),
        pytest.param([0.5] * 3, [("started", 0, 3)], id="exactly the threshold"),
        pytest.param([0.6, 0.4, 0.4], [("started", 0, 3)], id="a waver after voice is voice"),
        pytest.param([0.4, 0.4, 0.6], [], id="a waver before voice is not"),
        pytest.param([1.0] * 5 + [0.36] * 50, [("started", 0, 3)], id="above the release nothing pauses"),
        pytest.param([1.0] * 5 + [0.34] * 7, [("started", 0, 3), ("paused", 5, 12)], id="below the release it does"),
        pytest.param(
            [1.0] * 5 + [0.0] + [0.4] * 6,
            [("started", 0, 3), ("paused", 5, 12)],
            id="after silence a waver does not count as voice",
        ),
        pytest.param([float("nan")] * 10, [], id="what is no number is silence"),
    ],
)
def test_beginnings_and_pauses(probabilities: list[float], expected: list[tuple[str, int, int]]) -> None:
    """Speech begins after the onset and pauses after the silence, with the positions of the voice itself."""
    assert turning_points(listen(probabilities)) == expected


@pytest.mark.parametrize(
    ("onset_ms", "pause_ms", "started_at", "paused_at"),
    [(32, 32, 1, 11), (33, 33, 2, 12), (96, 200, 3, 17), (97, 224, 4, 17), (300, 1000, 10, 42)],
)
def test_onset_and_pause_are_whole_windows(onset_ms: int, pause_ms: int, started_at: int, paused_at: int) -> None:
    """Onset and pause last at least as long as they were asked to, and less than a window longer."""
    rules = Rules.of(threshold=0.5, onset_ms=onset_ms, pause_ms=pause_ms, new_turn_ms=3000)

    points = turning_points(listen([1.0] * 10 + [0.0] * 60, rules))

    assert points == [("started", 0, started_at), ("paused", 10, paused_at)]


def test_every_window_of_speech_says_one_thing() -> None:
    """Between a beginning and its pause each window is an activity, whose voiced time leaves silence out."""
    events = listen([0.9] * 4 + [0.1, 0.1] + [0.8] + [0.0] * 7)

    assert events == [
        Started(start_sample=0, at_sample=3 * W),
        Activity(at_sample=4 * W, voiced_ms=128, probability=0.9),
        Activity(at_sample=5 * W, voiced_ms=128, probability=0.1),
        Activity(at_sample=6 * W, voiced_ms=128, probability=0.1),
        Activity(at_sample=7 * W, voiced_ms=160, probability=0.8),
        *[Activity(at_sample=n * W, voiced_ms=160, probability=0.0) for n in range(8, 14)],
        Paused(end_sample=7 * W, at_sample=14 * W, voiced_ms=160, turn_from=0),
    ]


def test_later_windows_are_told_of_by_turns() -> None:
    """Nothing is decided between them: a voice that lasts, and a silence that lasts, each after 640 ms."""
    events = listen([0.9] * 24 + [0.0] * 30)
    activities = [event.at_sample // W for event in events if isinstance(event, Activity)]
    silences = [event.at_sample // W for event in events if isinstance(event, Silence)]

    assert activities == [*range(4, 21), 22, 24, 26, 28, 30]
    assert silences == [*range(32, 45), 46, 48, 50, 52, 54]


def test_positions_count_from_where_the_stream_begins() -> None:
    """A stream that begins at a later sample has all its positions later."""
    events = listen([0.0] + [1.0] * 3 + [0.0] * 7, begin=100_000)

    assert events[0] == Started(start_sample=100_000 + W, at_sample=100_000 + 4 * W)
    assert events[-1] == Paused(end_sample=100_000 + 4 * W, at_sample=100_000 + 11 * W, voiced_ms=96, turn_from=100_512)


@pytest.mark.parametrize(
    ("silent_windows", "turn_from"),
    [(PAUSE_WINDOWS, 0), (NEW_TURN_WINDOWS - 1, 0), (NEW_TURN_WINDOWS, 5 + NEW_TURN_WINDOWS)],
)
def test_a_long_silence_begins_another_turn(silent_windows: int, turn_from: int) -> None:
    """Speech after a pause belongs to the same turn until the silence has lasted `new_turn_ms`."""
    events = listen([1.0] * 5 + [0.0] * silent_windows + [1.0] * 5 + [0.0] * PAUSE_WINDOWS)

    last = events[-1]
    assert isinstance(last, Paused)
    assert last.turn_from == turn_from * W


@pytest.mark.parametrize(("threshold", "release"), [(0.5, 0.35), (0.9, 0.75), (0.1, 0.01), (0.05, 0.01)])
def test_release_lies_below_the_threshold(threshold: float, release: float) -> None:
    """The release is Silero's: 0.15 below the threshold, never under 0.01."""
    rules = Rules.of(threshold=threshold, onset_ms=96, pause_ms=200, new_turn_ms=3000)

    assert rules.release == pytest.approx(release)


@given(
    st.lists(st.one_of(st.floats(0, 1), st.sampled_from([0.0, 0.4, 1.0])), max_size=300),
    st.floats(0.05, 0.95),
    st.integers(32, 300),
    st.integers(32, 500),
)
def test_laws_hold_whatever_is_heard(
    probabilities: list[float], threshold: float, onset_ms: int, pause_ms: int
) -> None:
    """Beginnings and pauses alternate, activities lie between them, positions never go back, voiced time fits."""
    rules = Rules.of(threshold=threshold, onset_ms=onset_ms, pause_ms=pause_ms, new_turn_ms=3000)
    hearing, speaking, reached, said_at, started = Hearing(0), False, 0, 0, 0

    for count, probability in enumerate(probabilities, start=1):
        hearing, event = step(rules, hearing, probability)
        assert hearing.at_sample == count * W
        if event is None:
            assert not speaking or count * W - started > 20 * W
            continue
        assert event.at_sample == count * W > said_at
        said_at = event.at_sample
        match event:
            case Started():
                assert not speaking
                assert reached <= event.start_sample <= event.at_sample - rules.onset_samples
                speaking, reached, started = True, event.start_sample, event.start_sample
            case Activity():
                assert speaking
                assert 0 < event.voiced_ms <= (event.at_sample - started) // 16
            case Paused():
                assert speaking
                assert reached < event.end_sample <= event.at_sample - rules.pause_samples
                assert 0 < event.voiced_ms <= (event.end_sample - started) // 16
                assert event.turn_from <= started
                speaking, reached = False, event.end_sample
        assert hearing.speaking is speaking
