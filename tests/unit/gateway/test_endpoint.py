"""How long a pause has to last to be the end of the turn."""

import pytest

from penny_gateway.endpoint import EndpointPolicy


@pytest.mark.parametrize(
    ("probability", "wait_ms"),
    [(None, 1000), (1.0, 500), (0.5, 500), (0.49, 1000), (0.11, 1000), (0.1, 2000), (0.0, 2000)],
)
def test_the_specification_s_limits_apply(probability: float | None, wait_ms: int) -> None:
    """500 ms when confident, 1000 when uncertain, 2000 at most."""
    assert EndpointPolicy().wait_ms(probability) == wait_ms
