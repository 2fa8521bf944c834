"""Where a turn's time went."""

from penny_gateway.latency import Effort, Made, Timeline


def timeline(**marks: float) -> Timeline:
    """A timeline with marks in seconds."""
    line = Timeline(asr_decode_ms=100.0, made=Made(synthesis_ms=300.0))
    for name, at in marks.items():
        line.mark(name, at)
    return line


def test_a_mark_counts_the_first_time_only() -> None:
    """The first token is the first, whatever follows."""
    line = timeline(go=1.0)
    line.mark("go", 2.0)

    assert line.marks["go"] == 1.0


def test_the_models_own_time_is_the_longer_of_waiting_and_working() -> None:
    """The answer is heard when it is both decided and made: 200 + 100 + 400 + 300 ms of work against 500 of waiting."""
    line = timeline(speech_end=0.0, pause=0.2, commit=0.5, go=0.31, first_clause=0.71)

    assert round(line.models_ms() or 0) == 1000


def test_an_answer_begun_before_the_pause_has_only_what_is_left_of_it_on_the_path() -> None:
    """Begun at the end of the voice: 400 + 300 ms; the last word was there after 300, the decision after 500."""
    line = timeline(speech_end=0.0, pause=0.2, commit=0.5, go=0.0, first_clause=0.4)

    assert round(line.models_ms() or 0) == 700


def test_the_last_word_may_be_what_was_waited_for() -> None:
    """An answer that was ready before it was known that it is the right one."""
    line = timeline(speech_end=0.0, pause=0.9, commit=0.5, go=-0.5, first_clause=-0.1)

    assert round(line.models_ms() or 0) == 1000


def test_effort_is_told_once() -> None:
    """A part of it may have been wasted."""
    effort = Effort()
    effort.add(300.0, wasted=True)
    effort.add(700.0, wasted=False)
    breakdown = timeline().breakdown(effort.told(), interrupted=False)

    assert (breakdown.made_ms, breakdown.wasted_ms) == (1000.0, 300.0)
    assert effort.told() == Effort()


def test_what_did_not_happen_has_no_duration() -> None:
    """A typed question has no end of speech, and the breakdown does not invent one."""
    breakdown = timeline(go=0.0, first_token=0.25).breakdown(Effort(), interrupted=False)

    assert round(breakdown.llm_first_token_ms) == 250
    assert not breakdown.HasField("voice_to_voice_ms")
    assert not breakdown.HasField("models_ms")
