"""What has been heard of an answer."""

from penny_gateway.playback import ACK_PATIENCE_S, Clause, Playback

RATE = 1000


def speaking() -> Playback:
    """Two clauses of one second each, sent at time zero."""
    playback = Playback(rate_hz=RATE)
    playback.sent(2000, now_s=0.0)
    playback.clauses = [Clause("uno dos tres cuatro", 0, 1000), Clause("cinco seis", 1000, 2000)]
    return playback


def test_without_acknowledgements_the_clock_says_what_was_heard() -> None:
    """A client that never acknowledges is taken to play in real time."""
    playback = speaking()

    assert playback.heard_text(0.0) == ""
    assert playback.heard_text(0.5) == "uno dos"
    assert playback.heard_text(1.5) == "uno dos tres cuatro cinco"
    assert playback.heard_text(9.0) == "uno dos tres cuatro cinco seis"


def test_acknowledgements_are_the_truth() -> None:
    """What the client says it played counts, however much time has passed."""
    playback = speaking()
    playback.acknowledge(750)

    assert playback.heard_text(9.0) == "uno dos tres"


def test_acknowledgements_never_go_back_nor_beyond_what_was_sent() -> None:
    """A late or a lying acknowledgement does no harm."""
    playback = speaking()
    playback.acknowledge(1000)
    playback.acknowledge(10)
    assert playback.played_samples(0.0) == 1000

    playback.acknowledge(10**9)
    assert playback.played_samples(0.0) == 2000


def test_it_is_over_when_everything_was_heard_or_the_patience_is_at_an_end() -> None:
    """A client that stops acknowledging does not keep the turn open for ever."""
    playback = speaking()
    assert playback.over_in_s(0.5) == 1.5
    assert playback.over_in_s(2.0) == 0.0

    playback.acknowledge(1990)
    assert playback.over_in_s(2.0) == ACK_PATIENCE_S
    assert playback.over_in_s(2.0 + ACK_PATIENCE_S) == 0.0

    playback.acknowledge(2000)
    assert playback.over_in_s(2.0) == 0.0


def test_how_far_ahead_the_audio_is() -> None:
    """Audio sent less the time since the first of it."""
    playback = speaking()

    assert playback.ahead_s(0.0) == 2.0
    assert playback.ahead_s(0.5) == 1.5
    assert playback.ahead_s(5.0) == 0.0


def test_a_question_of_which_only_the_beginning_was_heard_asks_already() -> None:
    """Its clauses are cut short at the start of an answer; what was asked before is answered by what follows."""
    playback = Playback(rate_hz=1000, clauses=[Clause("Vale. ¿Lo apunto", 0, 500), Clause("para mañana?", 500, 1000)])
    playback.sent(1000, 0.0)

    assert playback.asks(0.1)
    assert playback.asks(0.9)
    playback.clauses.append(Clause("Ya está.", 900, 1000))
    assert not playback.asks(0.95)


def test_what_breaks_off_leaves_the_words_that_were_sent() -> None:
    """An apology follows them, and is heard in their place."""
    playback = Playback(rate_hz=1000, clauses=[Clause("uno dos tres cuatro", 0, 1000), Clause("cinco", 1000, 1200)])
    playback.sent(500, 0.0)
    playback.break_off()
    playback.clauses.append(Clause("Perdona.", 500, 900))
    playback.sent(400, 0.5)

    assert playback.heard_text(2.0) == "uno dos Perdona."
