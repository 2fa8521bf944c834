"""How far one can go: steps up until it no longer holds, then smaller ones. Pure but for what is asked."""

from collections.abc import Awaitable, Callable


async def highest(holds: Callable[[int], Awaitable[bool]], *, step: int, finest: int, most: int) -> int:
    """The largest number that holds, to within `finest`; 0 if not even that does.

    Args:
        holds: Whether a number holds; asked for one after the other, and taken to hold for all that are smaller.
        step: From one number to the next at first; it is halved once one has not held.
        finest: The smallest step.
        most: The largest number that is tried.
    """
    held = 0
    while held + step <= most and await holds(held + step):
        held += step
    step //= 2
    while step >= finest and held + step <= most:
        if await holds(held + step):
            held += step
        step //= 2
    return held
