"""What a session was about."""

from penny_deck.log.resumen import MAX_CHARS, resumen


def test_what_says_most_is_kept_in_its_order() -> None:
    """In the person's own words; signs of listening say nothing."""
    said = ["Hola", "¿Qué tengo pendiente hoy?", "Vale", "Apunta llamar al dentista mañana", "Sí", "Gracias"]
    about = resumen(said)
    assert "¿Qué tengo pendiente hoy?" in about
    assert about.index("pendiente") < about.index("dentista")
    assert all(part in said for part in about.split(" · "))


def test_of_nothing_there_is_no_summary() -> None:
    """Nor of what has no words that mean something."""
    assert resumen([]) == ""
    assert resumen(["y", "¿de qué?"]) == ""


def test_what_is_long_is_shortened() -> None:
    """The log has the rest."""
    about = resumen(["palabra distinta " * 100])
    assert len(about) == MAX_CHARS
    assert about.endswith("…")
