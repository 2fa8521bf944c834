"""A conversation in virtual time: a person with a microphone, a client, and stages that fail by chance."""

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable
from typing import cast

from support.laws import (
    Laws,
    questions_are_asked_once,
    the_log_has_what_was_heard,
    the_log_is_whole,
    what_was_heard_is_known,
)
from support.person import Client, Microphone
from support.stages import RATE_HZ, Stages, World
from support.virtual_time import VirtualLoop, run

from penny.v1 import gateway_pb2
from penny_chassis.errors import PennyError
from penny_gateway.config import Settings
from penny_gateway.conversation import Conversation
from penny_gateway.history import History
from penny_gateway.phrases import phrases
from penny_gateway.record import Record
from penny_gateway.rhythm import Rhythm
from penny_gateway.session import Session
from penny_gateway.stock import StockPhrase, StockPhrases
from penny_gateway.tools import ToolDesk

QUIET_S = 50.0
"""After the last act: as long as an answer may take, and more."""
PATIENCE = {
    "asr_timeout_s": 4,
    "llm_timeout_s": 5,
    "tts_timeout_s": 4,
    "answer_timeout_s": 7,
    "tool_timeout_s": 8,
    "deck_timeout_s": 2,
}
"""Less than usual: what hangs is to be given up within a walk."""


def settings(chance: random.Random) -> Settings:
    """The judge of echoes has tests of its own, and nothing sounds here."""
    patience_s = chance.choice((0.0, 4.0))
    changes = {"echo": False, "still_there_after_s": patience_s, "max_history_turns": 200}
    return Settings.model_validate(PATIENCE | changes)


Acts = Callable[["Scene"], Awaitable[None]]
"""What happens in a scene."""


class Scene:
    """One conversation and everything around it."""

    def __init__(self, seed: int, faulty: float | None = None) -> None:
        """Have stages of which each call fails as often as that; None: by chance."""
        self.chance = random.Random(seed)  # noqa: S311 - nothing secret
        faulty = self.chance.choice((0.0, 0.04, 0.15)) if faulty is None else faulty
        self.world = World(self.chance, faulty, slow=self.chance.choice((0.3, 1.0, 3.0)))
        self.loop = cast("VirtualLoop", asyncio.get_running_loop())
        self.over = False
        self._vanished = False
        self._number = 0
        told = settings(self.chance)
        self.laws = Laws(told.answer_timeout_s)
        self.world.heard = self.laws.worth_knowing
        stages = Stages(self.world, told)
        self.session = Session(
            id="s",
            player_id="p",
            backends=stages,
            settings=told,
            history=History("", [], told.max_history_turns),
            tool_desk=ToolDesk(told.tool_timeout_s),
            planos=[],
            rhythm=Rhythm(),
        )
        self._record = Record(stages, self.session)
        stock = StockPhrases(stages, 1.0)
        for name, text in phrases("es").said.items():
            for voice in ("", "otra"):
                stock._made[voice, "es", name] = StockPhrase(text, bytes(2 * RATE_HZ), RATE_HZ)
        self.conversation = Conversation(self.session, self._record, stock)
        self.microphone = Microphone(self.world, self.conversation)
        acknowledges = self.chance.choice(("never", "truly", "truly", "madly"))
        self._client = Client(self.conversation, self.session, self.chance, acknowledges)

    # What the person and the client do.

    def question(self) -> str:
        """Words that nobody has said before."""
        self._number += 1
        return f"pregunta número {self._number}"

    def type(self) -> None:
        """Write a question."""
        if not self.over:
            self.conversation.type(self.question())

    def silence(self) -> None:
        """Stop Penny."""
        if not self.over:
            self.conversation.silence()

    def vanish(self) -> None:
        """The client is gone."""
        self._vanished = True
        self._running.cancel()

    def leave(self) -> None:
        """The client closes its side."""
        if not self.over:
            self.conversation.leave()

    # The conversation.

    async def play(self, acts: Acts) -> int:
        """Have it, hold the laws, and give how many events there were."""
        before = asyncio.all_tasks()
        writing = asyncio.create_task(self._record.run())
        self._running = asyncio.create_task(self._converse())
        self._reading = asyncio.create_task(self._read())
        talking = asyncio.create_task(self.microphone.run())
        await asyncio.sleep(0)
        await acts(self)
        await self._calm_down()
        talking.cancel()
        self._record.close()
        await asyncio.wait_for(writing, 300)
        self.session.outbox.close()
        await self._reading
        await asyncio.sleep(0)
        left = asyncio.all_tasks() - before - {talking}
        assert not left, f"tasks are left: {left}"
        open_calls = [call for call in self.world.calls if not call.over]
        assert not open_calls, f"{len(open_calls)} calls are left"
        the_log_is_whole(self.world, self.laws.cut)
        if not self._vanished:  # otherwise the client could not be told of the last of it
            the_log_has_what_was_heard(self.world, self.laws.heard)
        questions_are_asked_once(self.world)
        what_was_heard_is_known(self.world, self.laws.heard)
        return self.world.events + self.laws.frames

    async def _calm_down(self) -> None:
        """After so much quiet nothing is under way; and whoever leaves is let go."""
        if not self.over:
            await asyncio.sleep(QUIET_S)
        if self._reading.done():
            self._reading.result()  # it ends before its time only when a law is broken
        if not self.over:
            assert self.laws.state == gateway_pb2.STATE_IDLE, "stuck"
            self.laws.all_ended()
            self.conversation.leave()
        await asyncio.wait_for(asyncio.shield(self._ended()), 100)

    async def _ended(self) -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await self._running

    async def _converse(self) -> None:
        try:
            await self.conversation.run()
        finally:
            self.over = self._client.gone = True

    async def _read(self) -> None:
        async for frame in self.session.outbox:
            self.laws.frame(frame)
            self._client.take(frame)


async def wander(scene: Scene) -> None:
    """Anything, in any order."""
    chance = scene.chance

    def speak() -> None:
        words = chance.choice((scene.question(), scene.question(), "", "ajá", f"eh {scene.question()} y"))
        scene.microphone.say(words, chance.choice((100, 300, 300, 700, 1200, 2500)))

    def stall() -> None:
        scene.microphone.stalled = not scene.microphone.stalled

    def change_voice() -> None:
        scene.session.patch(gateway_pb2.Patch(voice=chance.choice(("", "otra"))))

    acts = (speak, scene.type, scene.silence, scene.conversation.commit, change_voice, stall)
    for _ in range(chance.randint(10, 80)):
        await asyncio.sleep(chance.choice((0.0, 0.05, 0.3, 0.8, 2.0, 5.0)))
        chance.choices(acts, weights=(10, 3, 1, 1, 1, 0.5))[0]()
    if chance.random() < 0.3:
        scene.microphone.say("", 1200)
        await asyncio.sleep(0.6)
        scene.microphone.stalled = True
    scene.microphone.stalled |= chance.random() < 0.3
    chance.choices((scene.vanish, scene.leave, lambda: None), weights=(1, 1, 2))[0]()


def walk(seed: int, acts: Acts = wander, faulty: float | None = None) -> int:
    """One conversation, the same for the same seed; gives how many events there were.

    Raises:
        AssertionError: A law was broken; the last frames are in the message.
    """
    scenes: list[Scene] = []

    async def main() -> int:
        scenes.append(Scene(seed, faulty))
        return await scenes[0].play(acts)

    try:
        return run(main)
    except (AssertionError, PennyError, TimeoutError) as broken:
        frames = scenes[0].laws.last_frames() if scenes else ""
        raise AssertionError(f"seed {seed}: {type(broken).__name__} {broken}\n{frames}") from broken
