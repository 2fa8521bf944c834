"""What is believed and what is not."""

import pytest

from penny_asr.guard import Evidence, believable

CREDITS = "Subtítulos realizados por la comunidad de Amara.org"


@pytest.mark.parametrize(
    ("text", "no_speech", "logprob"),
    [
        ("No.", 0.28, -0.72),
        ("Sí.", 0.14, -1.09),
        ("Vale", 0.45, -1.12),
        ("Claro", 0.34, -1.49),
        ("¿Qué?", 0.28, -1.96),
        ("Gracias.", 0.09, -0.30),
        ("Gracias.", 0.29, -1.15),
        ("Cancela la reserva del restaurante, por favor.", 0.45, -0.29),
        ("Suscríbete a ese periódico por mí.", 0.05, -0.2),
    ],
)
def test_speech_is_believed(text: str, no_speech: float, logprob: float) -> None:
    """Numbers seen with clear and noisy speech, words that Whisper likes to invent among them."""
    assert believable(text, Evidence(2.0, logprob, no_speech))


@pytest.mark.parametrize(
    ("text", "no_speech", "logprob", "looped"),
    [
        ("", 0.0, 0.0, False),
        ("...", 0.1, -0.1, False),
        ("¡Vamos!", 0.91, -1.62, False),
        ("¡Vamos!", 0.44, -1.64, False),
        ("y", 0.77, -2.55, False),
        ("¡Pues!", 0.54, -2.16, False),
        ("¡Adiós!", 0.65, -1.24, False),
        ("¡Adiós!", 0.72, -1.08, False),
        ("Gracias.", 0.5, -0.7, False),
        ("No, no, no,", 0.75, -0.30, True),
        (CREDITS, 0.4, -0.2, False),
        (CREDITS, 0.05, -0.9, False),
        ("¡Gracias por ver el vídeo!", 0.3, -0.3, False),
        ("¡Suscríbete al canal!", 0.25, -0.4, False),
        ("En el momento de la vida, el mundo se ha cambiado por completo, amigos.", 0.1, -0.3, False),
    ],
)
def test_inventions_are_not_believed(text: str, no_speech: float, logprob: float, looped: bool) -> None:  # noqa: FBT001
    """Numbers seen with noise, and texts that nobody can have said, in one second of audio."""
    assert not believable(text, Evidence(1.0, logprob, no_speech, looped=looped))


def test_a_loop_alone_is_no_invention() -> None:
    """Somebody may have spoken and been heard in a loop."""
    assert believable("Vamos a ver.", Evidence(3.0, -0.3, 0.2, looped=True))
