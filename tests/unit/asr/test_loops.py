"""Endless repetition."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penny_asr.loops import Loop, cut, find

SENTENCE = "fue tanta la cantidad de gente."


@pytest.mark.parametrize(
    ("text", "hurried", "loop"),
    [
        ("", False, None),
        ("no, no, no, no, no", False, None),
        ("No, no, no, no, no, no, no.", False, Loop(0, 1, 7)),
        ("sí " + "claro que sí " * 4, False, Loop(0, 3, 4)),
        ("vamos a ver, vamos a ver, vamos a ver", False, None),
        (f"{SENTENCE} {SENTENCE}", False, None),
        (f"{SENTENCE} {SENTENCE}", True, Loop(0, 6, 2)),
        (f"Hola. {SENTENCE} {SENTENCE} {SENTENCE} Fue", False, Loop(1, 6, 3)),
        (f"Hola. {SENTENCE} Y más. {SENTENCE} Y", True, Loop(1, 8, 1)),
        (f"{SENTENCE} Fue tanta la cantidad", True, Loop(0, 6, 1)),
        (f"{SENTENCE} Fue tanta la cantidad", False, None),
        (f"{SENTENCE} Fue tanta la", True, None),
        ("no lo sé no lo sé", True, None),
    ],
)
def test_loops_are_told_from_emphasis(text: str, hurried: bool, loop: Loop | None) -> None:  # noqa: FBT001 - a case
    """People repeat words and short phrases a little, and a sentence if there is time for it."""
    assert find(text.split(), hurried=hurried) == loop


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No, no, no, no, no, no, no.", "No, no, no,"),
        (f"Hola. {SENTENCE} {SENTENCE} {SENTENCE} Fue tanta", f"Hola. {SENTENCE}"),
        (f"{SENTENCE} {SENTENCE} {SENTENCE} Y adiós", f"{SENTENCE} Y adiós"),
    ],
)
def test_a_loop_is_cut_out(text: str, expected: str) -> None:
    """The phrase stays once, and what follows stays unless it is the phrase begun again."""
    words = text.split()
    loop = find(words)

    assert loop is not None
    assert " ".join(cut(words, loop)) == expected


@given(st.lists(st.sampled_from("abc"), max_size=40), st.booleans())
def test_cutting_makes_shorter(words: list[str], hurried: bool) -> None:  # noqa: FBT001 - a case
    """What is left are words of the text, fewer than before."""
    loop = find(words, hurried=hurried)

    if loop is not None:
        left = cut(words, loop)
        assert len(left) < len(words)
        assert left[: loop.start + loop.words] == words[: loop.start + loop.words]
