"""What happens when somebody makes a sound while Penny speaks, and how soon."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from house import House

from penny_client import PennyClient, events
from penny_client.audio.narrator import Utterance
from penny_client.audio.pcm import voiced_end
from penny_client.audio.player import Player
from penny_client.cli.recordings import Recording
from penny_client.clock import WallClock
from penny_client.conversation import Conversation

LONG_ANSWER = "¿Qué recados tengo?"
"""Whose answer takes some eight seconds."""
INTERRUPTIONS = (
    "Espera, para un momento.",
    "No, eso no es lo que quería.",
    "¿Y qué hora es ahora?",
    "Penny, dime qué día es hoy.",
    "Gracias, con eso me basta.",
    "Perdona, otra cosa.",
    "¿Cómo se llama mi perro?",
    "Déjalo, ya lo sé.",
)
SIGNS = ("Ajá.", "Vale.", "Sí, sí.", "Mhm.", "Claro.", "Ya.", "Ok.", "Ejem.")
"""Signs of listening, and the clearing of a throat."""
SOUND_AFTER_S = 1.0
"""How long Penny has been heard when the sound is made."""
PATIENCE_S = 30.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """One effect: what it was of, and how long it took; None if it did not come."""

    name: str
    took_ms: float | None


@dataclass(slots=True)
class Overlap:
    """A sound over Penny's voice."""

    sound: Recording
    utterance: Utterance | None = None
    last_voice_s: float | None = None
    """When the last of Penny's voice came that she was not held back from."""
    resumed_s: float | None = None
    cut: bool = False
    _state: events.State = events.State.IDLE
    _begun: int = 0
    _ended: int = 0

    @property
    def over(self) -> bool:
        """Whether nobody speaks any more, and somebody did."""
        silent = self.utterance is None or self.utterance.finished
        return silent and 0 < self._ended == self._begun and self._state is events.State.IDLE

    def take(self, event: events.Event, now_s: float) -> None:
        """What happens, in order."""
        match event:
            case events.StateChanged():
                self._state = event.state
            case events.ResponseStarted():
                self._begun += 1
            case events.ResponsePaused() if not self._ended:
                self.last_voice_s = now_s
            case events.ResponseResumed():
                self.resumed_s = now_s
            case events.ResponseEnded():
                self.cut |= event.interrupted
                self._ended += 1

    @property
    def stopped(self) -> Outcome:
        """Penny fell silent for good: from the first voiced sample of the sound."""
        start = len(self.sound.samples) - voiced_end(self.sound.samples[::-1])
        return self._outcome(self.last_voice_s if self.cut else None, start)

    @property
    def resumed(self) -> Outcome:
        """Penny went on: from the last voiced sample of the sound."""
        return self._outcome(self.resumed_s, self.sound.voiced_end)

    def _outcome(self, at_s: float | None, since_sample: int) -> Outcome:
        if at_s is None or self.utterance is None:
            return Outcome(self.sound.name, None)
        return Outcome(self.sound.name, (at_s - self.utterance.spoken_s(since_sample)) * 1000)


async def speak_over(
    at: House, player_id: str, sounds: Sequence[Recording], told: Callable[..., None]
) -> list[Overlap]:
    """Have Penny say something long once a sound, and make the sound while she does; `told`: progress."""
    overlaps = []
    async with PennyClient(at.targets["gateway"]) as client:
        for sound in sounds:
            overlap = Overlap(sound)
            # A conversation each: after an interruption a small model may answer the same question otherwise.
            async with client.converse(player_id=player_id) as conversation, Player(conversation.played) as player:
                async with asyncio.timeout(PATIENCE_S):
                    await _overlap(conversation, player, overlap)
            told(sound.name, overlap.stopped.took_ms, overlap.resumed.took_ms)
            overlaps.append(overlap)
    return overlaps


async def _overlap(conversation: Conversation, player: Player, overlap: Overlap) -> None:
    """One long answer with a sound over it, until nobody speaks any more."""
    clock = WallClock()
    await conversation.say(LONG_ANSWER)
    async for event in conversation:
        player.feed(event)
        overlap.take(event, clock.now_s())
        heard = isinstance(event, events.ResponseAudio) and player.played_samples > SOUND_AFTER_S * event.sample_rate_hz
        if heard and overlap.utterance is None:
            overlap.utterance = await conversation.utter(overlap.sound.samples)
        if overlap.over:
            return
