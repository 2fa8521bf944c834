"""Spoken text to phonemes; espeak-ng is small enough for every test run."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from penny_tts.engines.espeak import Espeak


@pytest.fixture(scope="module")
def espeak() -> Espeak:
    """As the engine has it."""
    return Espeak()


@pytest.mark.parametrize(
    ("text", "phonemes"),
    [
        ("Hola.", "ˈola."),
        ("Ana, ¿qué tal?", "ˈana, kˈe tˈal?"),
        ("el jueves…", "el xwˈeβes…"),
        ("  dos \n líneas ", "dˈos lˈineas"),
    ],
)
def test_spanish(espeak: Espeak, text: str, phonemes: str) -> None:
    """Stress and the marks that the voice was trained on are kept, others are not."""
    assert espeak.parts(text, "es") == [phonemes]


@pytest.mark.parametrize("text", ["", "  ", "¿?", "...", "—", "()"])
def test_without_a_word_there_is_nothing_to_say(espeak: Espeak, text: str) -> None:
    """Marks alone are not spoken."""
    assert espeak.parts(text, "es") == []


def test_signs_of_a_change_of_language_are_not_spoken(espeak: Espeak) -> None:
    """Espeak puts (en) before what it takes as English; as phonemes that would be a word."""
    (phonemes,) = espeak.parts("привет Ana", "es")

    assert "(" not in phonemes
    assert phonemes.endswith("ˈana")


def test_a_long_clause_is_cut_at_its_marks(espeak: Espeak) -> None:
    """Into parts of at most 150 phonemes and of like length, none of which begins or ends within a word."""
    clause = "el martes por la mañana vienes con tu hermana, "

    parts = espeak.parts(clause * 8, "es")

    assert len(parts) > 1
    assert max(map(len, parts)) <= 150
    assert all(part.endswith(",") for part in parts)
    assert " ".join(parts) == " ".join(espeak.parts(clause, "es") * 8)


def test_a_word_without_end_is_cut_all_the_same(espeak: Espeak) -> None:
    """A thousand letters without a space cannot stop the voice."""
    assert max(map(len, espeak.parts("pa" * 500, "es"))) <= 150


def test_other_languages(espeak: Espeak) -> None:
    """The same letters are said differently."""
    assert espeak.parts("hotel", "es") != espeak.parts("hotel", "en-us")


def test_every_phoneme_has_a_number(espeak: Espeak) -> None:
    """What comes out is in the model's vocabulary, one number a phoneme."""
    (phonemes,) = espeak.parts("¡Enhorabuena, señor Núñez!", "es")

    assert len(espeak.tokens(phonemes)) == len(phonemes)


def test_threads_do_not_mix_their_texts(espeak: Espeak) -> None:
    """Espeak's state is the process's, so that it must be asked by one at a time."""
    texts = [f"{word} {word} {word}." for word in ("uno", "dos", "tres", "cuatro")] * 25
    alone = {text: espeak.parts(text, "es") for text in texts}

    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda text: espeak.parts(text, "es"), texts))

    assert together == [alone[text] for text in texts]
