"""Who talks with Penny in virtual time: a microphone that is always open, and the client around it."""

import asyncio
import random
from collections.abc import Callable
from typing import Any

from support.stages import RATE_HZ, Call, World

from penny.v1 import audio_pb2, gateway_pb2, vad_pb2
from penny_chassis.audio import BYTES_PER_SAMPLE, to_samples
from penny_gateway.conversation import Conversation
from penny_gateway.session import Session

TICK_MS = 100
TICK = to_samples(TICK_MS)


class Microphone:
    """Sends audio in real time, and tells the vad service what it would find in it."""

    def __init__(self, world: World, conversation: Conversation) -> None:
        self._world = world
        self._conversation = conversation
        self._now = 0
        self._left_ms = 0
        self._voiced_ms = 0
        self._silent_ms = 0
        self._end = 0
        self._untold: list[vad_pb2.DetectResponse] = []
        """What the vad service has found, and the network keeps back for a moment."""
        self._told: Call | None = None
        """The stream that knows of the voice so far; another one begins anew."""
        self.stalled = False

    def say(self, words: str, milliseconds: int) -> None:
        """Somebody speaks, from now on."""
        self._world.utterances.append((self._now, words))
        self._left_ms = milliseconds

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(TICK_MS / 1000)
            if not self.stalled:
                self._conversation.hear(audio_pb2.AudioChunk(start_sample=self._now, pcm=bytes(2 * TICK)))
                self._now += TICK
                self._judge()
                self._deliver()

    def _judge(self) -> None:
        if self._told is not self._world.detection:
            self._told = self._world.detection
            self._untold.clear()
            self._voiced_ms = self._silent_ms = self._end = 0
        if self._left_ms > 0:
            self._left_ms -= TICK_MS
            self._voice()
        elif self._end or self._voiced_ms:
            self._silence()

    def _voice(self) -> None:
        if not self._voiced_ms:
            start = vad_pb2.SpeechStarted(start_sample=self._now - TICK, at_sample=self._now)
            self._tell(speech_started=start)
        self._voiced_ms += TICK_MS
        self._silent_ms = 0
        self._tell(speech_activity=vad_pb2.SpeechActivity(at_sample=self._now, voiced_ms=self._voiced_ms))

    def _silence(self) -> None:
        if not self._silent_ms:
            self._end = self._now - TICK
        self._silent_ms += TICK_MS
        if self._silent_ms == 2 * TICK_MS:
            paused = vad_pb2.SpeechPaused(end_sample=self._end, at_sample=self._now, voiced_ms=self._voiced_ms)
            self._tell(speech_paused=paused)
            self._voiced_ms = 0
            verdict = vad_pb2.EndOfTurn(end_sample=self._end, probability=self._world.chance.random())
            delay_s = self._world.chance.uniform(0, 0.4)
            asyncio.get_running_loop().call_later(delay_s, lambda: self._tell(end_of_turn=verdict))
        if self._silent_ms >= 2 * TICK_MS:
            self._tell(silence_activity=vad_pb2.SilenceActivity(end_sample=self._end, at_sample=self._now))
        if self._silent_ms > 3000:
            self._end = self._silent_ms = 0

    def _tell(self, **body: Any) -> None:  # noqa: ANN401 - one field of the oneof
        self._untold.append(vad_pb2.DetectResponse(**body))

    def _deliver(self) -> None:
        if self._world.detection is not None and self._world.chance.random() < 0.9:
            for found in self._untold:
                self._world.detection.say(found)
            self._untold.clear()


class Client:
    """What a client does with the frames: it plays, says or does not say how far, and answers tool calls.

    Args:
        conversation: Its own.
        session: Whose tools it answers.
        chance: What varies.
        acknowledges: "never", "truly" or "madly".
    """

    def __init__(self, conversation: Conversation, session: Session, chance: random.Random, acknowledges: str) -> None:
        self._conversation = conversation
        self._session = session
        self._chance = chance
        self._acknowledges = acknowledges
        self._until_s = 0.0
        """When all that has come will have been played."""
        self.gone = False

    def take(self, frame: gateway_pb2.ConverseResponse) -> None:
        """A frame has come."""
        match frame.WhichOneof("body"):
            case "audio" if self._acknowledges != "never":
                self._play(frame.audio)
            case "tool_call" if self._chance.random() < 0.8:
                for _ in range(self._chance.choice((1, 1, 2))):
                    self._later(self._chance.uniform(0, 40), self._answer, frame.tool_call.id)

    def _play(self, audio: gateway_pb2.ResponseAudio) -> None:
        now = asyncio.get_running_loop().time()
        samples = len(audio.pcm) // BYTES_PER_SAMPLE
        self._until_s = max(now, self._until_s) + samples / RATE_HZ
        end = audio.start_sample + samples
        if self._acknowledges == "madly":
            end = self._chance.randint(0, 2 * end)
        self._later(self._until_s - now, self._conversation.played, audio.response_id, end)

    def _answer(self, call_id: str) -> None:
        self._session.tool_desk.answer(call_id, "las tres")

    def _later(self, delay_s: float, deed: Callable[..., None], *what: Any) -> None:  # noqa: ANN401 - of the deed
        asyncio.get_running_loop().call_later(delay_s, lambda: None if self.gone else deed(*what))
