"""The guard against going round in circles."""

import pytest

from penny_llm.loops import LoopGuard, is_looping

RECADO = "Marcos pide que le llames el martes por el presupuesto."


@pytest.mark.parametrize(
    "text",
    [
        "la la la la la la la la ",
        "Te llamo. Te llamo. Te llamo. ",
        f"{RECADO} {RECADO} ",
        f"Tienes dos. {RECADO}\n{RECADO}\n",
    ],
)
def test_repetition_is_noticed(text: str) -> None:
    """A word over and over, a phrase three times, a long sentence twice."""
    assert is_looping(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "ja, ja, ja, ja",
        "muy, muy, muy bien",
        "1.000.000",
        "No, no, no. Eso no.",
        "Recado uno: llamar a Marcos el martes. Recado dos: llamar a Marcos el jueves.",
        f"{RECADO} {RECADO[:-1]}",
    ],
)
def test_speech_is_let_be(text: str) -> None:
    """What people say twice is not a loop."""
    assert not is_looping(text)


def test_the_guard_sees_it_across_pieces() -> None:
    """Fed token by token, the guard speaks up when the second whole repetition is there, and not before."""
    guard = LoopGuard()
    pieces = [f"{word} " for word in RECADO.split()]

    verdicts = [guard.feed(piece) for piece in pieces * 2]

    assert verdicts == [False] * (2 * len(pieces) - 1) + [True]
