"""Words that are taken back."""

import pytest

from penny_gateway.correction import corrected


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("¿Qué tengo que comprar? No, perdona: ¿cómo se llama mi hija?", "¿cómo se llama mi hija?"),
        ("Que tengo que comprar, no perdona, cómo se llama mi hija.", "cómo se llama mi hija?"),
        ("¿A qué hora es la cita? No, espera, ¿a quién tengo que llamar?", "¿a quién tengo que llamar?"),
        ("Apunta pan, mejor dicho, apunta leche.", "apunta leche."),
        ("¿Qué hay? No, perdón, ¿qué día es? Ay, perdona, ¿qué hora es?", "¿qué hora es?"),
        ("Llama a Juan, no, perdona, a Pedro.", "Llama a Juan, no, perdona, a Pedro."),
        ("que compro no perdona como se llama mi hija", "como se llama mi hija?"),
        ("Pon música, no, perdona, que ya es tarde.", "Pon música, no, perdona, que ya es tarde."),
        ("Perdona, ¿qué hora es?", "Perdona, ¿qué hora es?"),
        ("No, no me acuerdo de cómo se llama.", "No, no me acuerdo de cómo se llama."),
        ("No, perdona.", "No, perdona."),
        ("", ""),
    ],
)
def test_only_what_stands_is_asked(words: str, asked: str) -> None:
    """Another question takes the place of the first; a corrected part leaves all of it."""
    assert corrected(words) == asked
