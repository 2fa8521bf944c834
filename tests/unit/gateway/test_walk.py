"""The shell of a conversation, walked in virtual time: whatever happens in it, the laws hold.

The turn machine is walked exhaustively in test_turn.py; here it runs with everything around it, over stages that are
slow, hang and fail by chance. PENNY_WALK_CONVERSATIONS and PENNY_WALK_STRIDE=1 walk further than there is time for
each time.
"""

import asyncio
import os
from collections.abc import Callable

import pytest
from support.walk import Scene, walk

pytestmark = pytest.mark.slow

CONVERSATIONS = int(os.environ.get("PENNY_WALK_CONVERSATIONS", "100"))
STRIDE = int(os.environ.get("PENNY_WALK_STRIDE", "120"))
SCENE_SEED = 4


def test_whatever_happens_the_laws_hold() -> None:
    """Speech, noise, typing, silence, stalls and partings at any moment, over stages that fail."""
    assert sum(map(walk, range(CONVERSATIONS))) >= 1000 * CONVERSATIONS


async def a_conversation(scene: Scene) -> None:
    """A question, speech over the answer, an "ajá", a typed question, a pause in the middle of one."""
    for wait_s, words, milliseconds in (
        (0.1, scene.question(), 1200),
        (3.5, scene.question(), 900),
        (3.5, "ajá", 300),
        (2.5, "", 0),
        (2.5, "eh", 400),
        (0.9, scene.question(), 600),
    ):
        await asyncio.sleep(wait_s)
        if milliseconds:
            scene.microphone.say(words, milliseconds)
        else:
            scene.type()
    await asyncio.sleep(6)
    scene.microphone.stalled = True


def steps_of_the_scene() -> int:
    """How many steps the loop takes until the last act."""
    steps = 0

    async def counted(scene: Scene) -> None:
        nonlocal steps
        await a_conversation(scene)
        steps = scene.loop.steps

    walk(SCENE_SEED, counted, faulty=0.0)
    return steps


@pytest.mark.parametrize("name", ["vanish", "silence", "type", "leave"])
def test_it_may_be_cut_anywhere(name: str) -> None:
    """At any step of the loop the client is gone, stops Penny, writes, or takes her leave."""
    deed: Callable[[Scene], None] = getattr(Scene, name)
    for step in range(1 + len(name) % STRIDE, steps_of_the_scene(), STRIDE):

        async def cut(scene: Scene, at: int = step) -> None:
            scene.loop.interrupt(at, lambda: deed(scene))
            await a_conversation(scene)

        try:
            walk(SCENE_SEED, cut, faulty=0.0)
        except AssertionError as broken:
            raise AssertionError(f"cut at step {step}: {broken}") from broken
