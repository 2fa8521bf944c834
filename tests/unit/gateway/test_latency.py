"""Where a turn's time went."""

from penny_gateway.latency import Timeline


def timeline(**marks: float) -> Timeline:
    """A timeline with marks in seconds."""
    line = Timeline(asr_decode_ms=100.0, synthesis_ms=300.0)
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


def test_what_did_not_happen_has_no_duration() -> None:
    """A typed question has no end of speech, and the breakdown does not invent one."""
    breakdown = timeline(go=0.0, first_token=0.25).breakdown(interrupted=False)

    assert round(breakdown.llm_first_token_ms) == 250
    assert not breakdown.HasField("voice_to_voice_ms")
    assert not breakdown.HasField("models_ms")
