"""What is said over Penny while she holds her voice: whether it is meant for her.

Words decide, as soon as there are enough of them or the person pauses; a sound without words is nothing, and so are
words that Penny herself is saying. Somebody who goes on and on is meant whatever the recogniser makes of it.
"""

import asyncio
from collections.abc import Callable

from penny_chassis.errors import PennyError
from penny_gateway.answering import Answering
from penny_gateway.backchannel import is_meant
from penny_gateway.hearing import Hearing
from penny_gateway.parroting import is_parroted, may_be_parroted
from penny_gateway.session import Session
from penny_gateway.turn import Dismissed, Event, Meant

ENOUGH_WORDS = 2
"""Stable words that are more than a sign of listening; a single one may be invented from a cough."""
LONG_MS = 1500
"""Voiced time over Penny that needs no words to be meant."""


class Overhearing:
    """Judges what is said over one conversation's answers."""

    def __init__(self, session: Session, hearing: Hearing, answering: Answering, post: Callable[[Event], None]) -> None:
        self._session = session
        self._hearing = hearing
        self._answering = answering
        self._post = post
        self._asked_for = 0
        self._judging: asyncio.Task[None] | None = None

    def voiced(self, turn: int, voiced_ms: int) -> None:
        """Somebody is still speaking."""
        if voiced_ms >= LONG_MS:
            self._post(Meant(turn, 0))

    def words(self, turn: int, stable: str) -> None:
        """Words that will stay."""
        if may_be_parroted(stable, self._own_words):
            return  # more words, or the pause, will tell
        if len(stable.split()) >= ENOUGH_WORDS and self._is_meant(stable):
            self._post(Meant(turn, 0))

    def paused(self, turn: int, voiced_ms: int, tasks: asyncio.TaskGroup) -> None:
        """Whoever spoke is silent: it is time to decide."""
        if voiced_ms < self._session.settings.min_speech_ms:
            self._post(Dismissed(turn, 0))
        else:
            self._begin(turn, tasks)

    def ended(self, turn: int, tasks: asyncio.TaskGroup) -> None:
        """Nothing more will come: it is decided now, if it is not being decided already."""
        if self._judging is None or self._judging.done():
            self._begin(turn, tasks)

    def _begin(self, turn: int, tasks: asyncio.TaskGroup) -> None:
        self._asked_for -= 1
        self._judging = tasks.create_task(self._judge(turn, self._asked_for))

    async def _judge(self, turn: int, number: int) -> None:
        """Decide by all the words so far; `number` is below zero, and so apart from a turn's revisions."""
        try:
            words = (await self._hearing.final(number)).text
        except PennyError:
            words = ""
        if self._is_meant(words):
            self._post(Meant(turn, 0))
        elif number == self._asked_for:  # otherwise there was more to hear
            self._post(Dismissed(turn, 0))

    def _is_meant(self, words: str) -> bool:
        asked = self._answering.asks
        if not asked and is_parroted(words, self._own_words):
            return False
        return is_meant(words, self._session.backchannels, asked=asked)

    @property
    def _own_words(self) -> str:
        """What the microphone may bring back."""
        return self._answering.spoken if self._session.settings.echo else ""
