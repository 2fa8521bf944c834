"""How long to wait before trying again."""

from hypothesis import given
from hypothesis import strategies as st

from penny_client.backoff import Backoff


def test_waits_double_up_to_the_longest() -> None:
    """Without jitter the waits grow by the factor and stop growing at the ceiling."""
    backoff = Backoff(first_s=0.5, longest_s=8.0, jitter=0.0)
    assert [backoff.delay_s(n) for n in range(1, 8)] == [0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0]


@given(failures=st.integers(1, 20), draw=st.floats(0, 1))
def test_jitter_stays_in_its_share(failures: int, draw: float) -> None:
    """However the dice fall, a wait differs from its plain length by the jitter's share at most."""
    plain = Backoff(jitter=0.0).delay_s(failures)
    drawn = Backoff(jitter=0.2).delay_s(failures, draw=lambda: draw)
    assert 0.8 * plain - 1e-9 <= drawn <= 1.2 * plain + 1e-9


def test_server_may_ask_for_more() -> None:
    """What the server asked for is never undercut, even beyond the longest wait."""
    assert Backoff(longest_s=5.0).delay_s(1, asked_s=30.0) == 30.0
