"""Conversing with Penny in writing."""

from support.gateway import Caller


async def say(caller: Caller, text: str) -> str:
    """Write something to Penny; gives what she says."""
    before = len(caller.frames)
    await caller.type(text)
    await caller.until_done()
    return " ".join(frame.text.text for frame in caller.frames[before:] if frame.HasField("text"))
