"""`make bench-answers`: forty questions about the planos, judged by code on the facts; JSON as the last line."""

import asyncio
import json
import sys
from collections import Counter
from datetime import datetime
from typing import Any

from house import house
from judge import judge
from people import home_of, known_people

from penny_client import PennyClient
from penny_client.conversation import Conversation
from penny_client.exchange import Exchange


async def ask(conversation: Conversation, question: str) -> str:
    """One written question and what Penny answers; she is stopped as soon as all of it is known."""
    exchange = Exchange()
    await conversation.say(question)
    async for event in conversation:
        exchange.feed(event)
        if exchange.over:
            break
    return exchange.penny_text


async def interview(client: PennyClient, person: dict[str, Any]) -> list[tuple[dict[str, Any], str]]:
    """All of a person's questions in one conversation, with the answers."""
    async with client.converse(player_id=person["id"]) as conversation:
        return [(question, await ask(conversation, question["ask"])) for question in person["questions"]]


async def main() -> None:
    """Ask everything, judge, and print."""
    people = known_people()
    right, asked, clean = Counter[str](), Counter[str](), 0
    async with house(home_of(people)) as at, PennyClient(at.targets["gateway"]) as client:
        for person in people:
            for question, answer in await interview(client, person):
                verdict = judge(question, answer, datetime.now())  # noqa: DTZ005 - DECK says the machine's own date
                asked[question["kind"]] += 1
                right[question["kind"]] += verdict.right
                clean += verdict.clean
                mark = "  " if verdict.right and verdict.clean else "✗ " if verdict.clean else "# "
                print(f"{mark}{question['ask']}  →  {answer}", file=sys.stderr)
    total = asked.total()
    figures = {
        "questions": total,
        "right": round(right.total() / total, 3),
        "clean": round(clean / total, 3),
        "unknown_admitted": round(right["unknown"] / asked["unknown"], 3),
        "by_kind": {kind: round(right[kind] / asked[kind], 3) for kind in sorted(asked)},
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    asyncio.run(main())
