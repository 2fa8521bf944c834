"""The streams to the stages."""

import asyncio
import random

import pytest
from support.stages import Stages, World

from penny.v1 import llm_pb2
from penny_chassis.errors import TooSlow, Unavailable
from penny_gateway.backends import MAX_WAITING_MESSAGES, GenerateStream
from penny_gateway.config import Settings


def stream() -> GenerateStream:
    """To a model that is asked nothing, and so says nothing."""
    world = World(random.Random(1), faulty=0.0)  # noqa: S311 - nothing secret
    return Stages(world, Settings.model_validate({})).generate(None)  # type: ignore[arg-type]


async def test_whoever_reads_a_stopped_call_is_told_and_not_stopped() -> None:
    """CancelledError is what grpc raises for it: a task would end without a word."""
    generation = stream()
    reading = asyncio.create_task(generation.receive())
    await asyncio.sleep(0)
    generation.cancel()

    with pytest.raises(Unavailable):
        await reading


async def test_whoever_is_stopped_while_reading_stops() -> None:
    """It is the task that is cancelled here."""
    generation = stream()
    reading = asyncio.create_task(generation.receive())
    await asyncio.sleep(0)
    reading.cancel()

    with pytest.raises(asyncio.CancelledError):
        await reading
    generation.cancel()


async def test_a_stage_that_says_nothing_is_too_slow() -> None:
    """It is not waited for longer than was said."""
    generation = stream()
    with pytest.raises(TooSlow):
        await generation.receive(timeout_s=0.01)
    generation.cancel()


async def test_a_stage_that_reads_nothing_is_too_slow() -> None:
    """What waits to be sent has an end."""
    generation = stream()
    for _ in range(MAX_WAITING_MESSAGES):
        generation.send(llm_pb2.GenerateRequest())

    with pytest.raises(TooSlow):
        generation.send(llm_pb2.GenerateRequest())
    generation.cancel()
