"""`make bench-latency`: how soon Penny answers, falls silent and goes on. The last line is one JSON object.

Forty questions are spoken in real time through the client SDK by another voice. All times are taken at the client:

- `voice_to_voice_ms`: from the question's last voiced sample to the first audio of the answer;
- `barge_in_ms`: from the first voiced sample of an interruption to the end of Penny's voice, the frame that holds it;
- `resume_ms`: from the last voiced sample of a sign of listening ("ajá") or a cough to Penny's going on;
- `own_ms`: the gateway's own share of a turn's critical path: what is neither a model at work nor the policy waiting;
- `false_cutoffs`: questions that were taken to be over before they were;
- `wasted_share`: of the time in which answers were being made, the part for answers that nobody was to hear;
- `direct_ms`: the same models, called one after the other for the same questions, nothing overlapped: the recogniser
  from the end of the question, the model to the end of its first sentence, the voice to its first sound.
"""

import asyncio
import contextlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from figures import spread
from house import House, house
from overlaps import INTERRUPTIONS, SIGNS, Outcome, speak_over
from people import home_of, known_people
from stages import answer_ms, transcribe

from penny_client import PennyClient, events
from penny_client.audio.player import Player
from penny_client.cli.caller import say
from penny_client.cli.recordings import Recording
from penny_client.cli.turns import SpokenTurn, spoken_turn
from penny_client.conversation import Conversation
from penny_client.errors import ConversationOver

VOICE = "em_alex"
DIRECT_QUESTIONS = 12
"""Enough for a median."""
HEARD_S = 1.0
"""So much of an answer is heard: when it began is known, and what follows is for other benchmarks."""
POINTS = (50, 95, 99)


class Watch:
    """Counts how often a person's turn was taken to be over, and stops the answer when enough of it is known."""

    def __init__(self, conversation: Conversation) -> None:
        self.commits = 0
        self._conversation = conversation
        self._stopping: asyncio.Task[None] | None = None

    def __call__(self, event: events.Event) -> None:
        """Take an event."""
        if isinstance(event, events.TurnChanged) and event.change is events.TurnChange.COMMITTED:
            self.commits += 1
        if isinstance(event, events.ResponseAudio) and self._stopping is None:
            self._stopping = asyncio.create_task(self._stop(event.response_id))

    async def _stop(self, response_id: str) -> None:
        await asyncio.sleep(HEARD_S)
        with contextlib.suppress(ConversationOver):
            await self._conversation.cancel(response_id)


async def ask_all(at: House, person: dict[str, Any], questions: Sequence[Recording]) -> tuple[list[SpokenTurn], int]:
    """A person's questions in one conversation, and how many of them were cut off."""
    turns, cut_off = [], 0
    async with (
        PennyClient(at.targets["gateway"]) as client,
        client.converse(player_id=person["id"]) as conversation,
        Player(conversation.played) as player,
    ):
        with TemporaryDirectory(prefix="penny-bench-") as out:
            for question in questions:
                watch = Watch(conversation)
                turn = await spoken_turn(conversation, player, question, watch, Path(out))
                cut_off += watch.commits > 1
                told(question.name, turn.voice_to_voice_client_ms, turn.exchange.user_text, turn.exchange.penny_text)
                turns.append(turn)
    return turns, cut_off


async def direct_ms(at: House, questions: Sequence[Recording]) -> list[float]:
    """The same models, one after the other."""
    times = []
    for question in questions[:DIRECT_QUESTIONS]:
        text, heard_ms = await transcribe(at.targets["asr"], question.samples)
        times.append(heard_ms + await answer_ms(at.targets, text))
    return times


def told(*facts: object) -> None:
    """Progress, for whoever watches."""
    print(*facts, sep="  ", file=sys.stderr)


def column(turns: Sequence[SpokenTurn], key: str) -> list[float]:
    """One figure of every turn that has it."""
    return [float(str(row[key])) for row in (turn.to_json() for turn in turns) if row[key] is not None]


def turn_figures(turns: Sequence[SpokenTurn]) -> dict[str, object]:
    """What the spoken turns give."""
    own = [
        whole - models
        for whole, models in zip(column(turns, "voice_to_voice_ms"), column(turns, "models_ms"), strict=True)
    ]
    made, wasted = sum(column(turns, "made_ms")), sum(column(turns, "wasted_ms"))
    return {
        "voice_to_voice_ms": spread(column(turns, "voice_to_voice_client_ms"), POINTS),
        "own_ms": spread(own, POINTS),
        "wasted_share": round(wasted / made, 3) if made else 0.0,
        "turns": len(turns),
        "answered": sum(turn.exchange.answered for turn in turns),
    }


def overlap_figures(overlaps: Sequence[Outcome], key: str) -> dict[str, object]:
    """The time of those that had the effect wanted, and how many had not."""
    times = [overlap.took_ms for overlap in overlaps if overlap.took_ms is not None]
    return {
        f"{key}_ms": spread(times, POINTS),
        f"{key}_tried": len(overlaps),
        f"{key}_missed": len(overlaps) - len(times),
    }


async def main() -> None:
    """Measure, and print."""
    people = known_people()
    async with house(home_of(people)) as at:

        async def spoken(text: str) -> Recording:
            return await say(at.targets["tts"], text, name=text, voice=VOICE)

        turns: list[SpokenTurn] = []
        cut_off = 0
        asked = [[await spoken(question["ask"]) for question in person["questions"]] for person in people]
        for person, questions in zip(people, asked, strict=True):
            answered, cut = await ask_all(at, person, questions)
            turns += answered
            cut_off += cut
        told("interruptions and signs of listening ...")
        stops = await speak_over(at, people[0]["id"], [await spoken(text) for text in INTERRUPTIONS], told)
        signs = await speak_over(at, people[0]["id"], [await spoken(text) for text in SIGNS], told)
        told("the models alone ...")
        direct = await direct_ms(at, [question for questions in asked for question in questions])
    figures = turn_figures(turns) | {"false_cutoffs": cut_off, "direct_ms": spread(direct, POINTS)}
    figures |= overlap_figures([overlap.stopped for overlap in stops], "barge_in")
    figures |= overlap_figures([overlap.resumed for overlap in signs], "resume")
    print(json.dumps(figures, ensure_ascii=False))


if __name__ == "__main__":
    asyncio.run(main())
