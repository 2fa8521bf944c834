"""Conversing with Penny in writing, and what she is to say at length."""

import json

from support.gateway import ENDS, Caller

from penny.v1 import gateway_pb2

LONG = "Uno dos tres cuatro cinco. Seis siete ocho nueve diez. Once doce trece catorce quince. Y ya está."
LONG_ANSWER = json.dumps({"hola": LONG})
"""A script for the model: an answer that lasts, so that something can happen over it."""
ENDLESS_ANSWER = json.dumps({"hola": "Una frase larga. " * 30})


async def say(caller: Caller, text: str) -> str:
    """Write something to Penny; gives what she says. Whoever asks hears her sound at once, to keep nobody waiting."""
    await caller.type(text)
    said: list[str] = []
    samples = 0
    while True:
        frame = await caller.until(lambda _: True)
        if frame.HasField("text"):
            said.append(frame.text.text)
        if frame.HasField("audio"):
            samples += len(frame.audio.pcm) // 2
            await caller.send(played=gateway_pb2.Played(response_id=frame.audio.response_id, samples=samples))
        if frame.response.kind in ENDS:
            return " ".join(said)
