"""The end of a sentence, from the likeliest next tokens."""

import pytest

from penny_llm.completeness import question_probability, sentence_end_probability, without_final_marks


def test_marks_that_end_a_sentence_are_summed() -> None:
    """Full stops, question and exclamation marks and dots count, alone or with quotes and line ends; nothing else."""
    next_tokens = {
        "?": 0.25,
        "?\n\n": 0.125,
        ".": 0.125,
        "...": 0.0625,
        "…": 0.0625,
        '."': 0.03125,
        ",": 0.1,
        ".com": 0.1,
        "\n": 0.05,
        "": 0.05,
        " y": 0.01,
        '"': 0.01,
    }

    assert sentence_end_probability(next_tokens) == 0.65625


def test_a_probability_is_never_more_than_one() -> None:
    """Rounding does not make it more than certain."""
    assert sentence_end_probability({".": 0.75, "?": 0.5}) == 1.0
    assert sentence_end_probability({}) == 0.0


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("¿Qué hora es?", "¿Qué hora es"),
        ("Pues...", "Pues"),
        ("Compra pan, ", "Compra pan"),
        ("A las 14:00.", "A las 14:00"),
        ("hola", "hola"),
        ("...", "..."),
    ],
)
def test_final_marks_are_taken_off(words: str, expected: str) -> None:
    """What the recogniser puts at the end is not shown to the model; words that are nothing else are left."""
    assert without_final_marks(words) == expected


def test_a_question_is_a_part_of_the_ends() -> None:
    """Whether it asks is told by the mark, with whatever closes behind it."""
    assert question_probability({"?": 0.5, '?"': 0.125, ".": 0.25, "?x": 0.1}) == 0.625
