"""How long a pause has to last to be the end of the turn."""

import pytest

from penny_gateway.endpoint import EndpointPolicy, Evidence, Level


@pytest.mark.parametrize(
    ("evidence", "level"),
    [
        (Evidence(), Level.UNCERTAIN),
        (Evidence("¿Qué hora es?", completeness=0.9, sound=0.9), Level.CERTAIN),
        (Evidence("¿Qué hora es?", completeness=0.2, sound=0.9), Level.CONFIDENT),
        (Evidence("¿Busco el contrato?", completeness=0.04, sound=0.9), Level.CONFIDENT),
        (Evidence("¿Busco el contrato?", completeness=0.025, sound=0.9), Level.UNCERTAIN),
        (Evidence("¿Cuánto se tarda en llegar a?", completeness=0.01, sound=0.9), Level.HELD),
        (Evidence("Busca el contrato.", completeness=0.04, sound=0.9), Level.UNCERTAIN),
        (Evidence("¿Qué hora es?", completeness=0.9, sound=0.4), Level.CERTAIN),
        (Evidence("¿Qué hora es?", completeness=0.9, sound=0.05), Level.CONFIDENT),
        (Evidence("Busca hoteles.", completeness=0.2, sound=0.4), Level.UNCERTAIN),
        (Evidence("Busca hoteles.", completeness=0.2, sound=0.05), Level.HELD),
        (Evidence("Apunta leche.", completeness=0.2, sound=0.9), Level.HELD),
        (Evidence("Apunta leche, huevos y pan.", completeness=0.2, sound=0.05), Level.CONFIDENT),
        (Evidence("Cuando llegue a casa", completeness=0.1, sound=0.9), Level.HELD),
        (Evidence("Cuando llegue a casa", completeness=0.4, sound=0.9), Level.UNCERTAIN),
        (Evidence("¿Qué hora es?", completeness=0.9), Level.UNCERTAIN),
        (Evidence("¿Qué hora es?", sound=0.9), Level.UNCERTAIN),
        (Evidence("Llama a mi madre porque", completeness=0.9, sound=0.9), Level.HELD),
    ],
)
def test_the_first_rule_that_applies_decides(evidence: Evidence, level: Level) -> None:
    """Words can hold, and so can the sound unless the model is sure; only words that are complete let go."""
    assert EndpointPolicy().level(evidence) is level


def test_the_specification_s_limits_are_the_defaults() -> None:
    """500 ms when confident, 1000 when uncertain, 2000 at most; less only when all agree."""
    policy = EndpointPolicy()

    assert policy.wait_ms(Evidence("Sí.", 0.9, 0.9)) == 350
    assert policy.wait_ms(Evidence("Sí.", 0.2, 0.9)) == 500
    assert policy.wait_ms(Evidence()) == 1000
    assert policy.wait_ms(Evidence("eh")) == 2000


@pytest.mark.parametrize(("usual_ms", "wait_ms"), [(None, 350), (200.0, 350), (700.0, 700), (3000.0, 1000)])
def test_a_person_s_own_pauses_are_a_floor(usual_ms: float | None, wait_ms: int) -> None:
    """Who pauses long is given time, but not more than in doubt."""
    assert EndpointPolicy().wait_ms(Evidence("Sí.", 0.9, 0.9), usual_ms) == wait_ms
