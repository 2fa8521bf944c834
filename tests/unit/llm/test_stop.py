"""The Stop that ends a call."""

from penny_llm.engine import Stop


def test_it_wakes_each_once() -> None:
    """Whoever asked to be woken is woken once, whether before or after it is set."""
    stop = Stop()
    woken: list[str] = []

    stop.on_set(lambda: woken.append("before"))
    assert not stop
    stop.set()
    stop.set()
    stop.on_set(lambda: woken.append("after"))

    assert stop
    assert woken == ["before", "after"]
