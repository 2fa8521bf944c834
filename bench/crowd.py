"""Many people talking with one gateway at once; more come, or some leave, and it is measured how they fare."""

import asyncio
import random
import time
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import Self

import psutil
from figures import percentile
from talker import Talker, Tally, Witness

WITNESSES = 3
SETTLE_S = 6.0
"""Until the last who came have begun to talk."""
MEASURE_S = 12.0
COME_AT_ONCE = 4

Figures = dict[str, float]


class Crowd:
    """People who talk while the `async with` block lasts; at first there is nobody.

    Args:
        targets: host:port by service.
        gateway: The gateway's process.
    """

    def __init__(self, targets: Mapping[str, str], gateway: psutil.Process) -> None:
        self._targets = targets
        self._gateway = gateway
        self._tally = Tally()
        self._chance = random.Random(1)  # noqa: S311 - a crowd, not a secret
        self._talking: list[asyncio.Task[None]] = []
        self._witnesses: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        for _ in range(WITNESSES):
            witness = Witness(self._targets["vad"], self._tally, self._chance)
            self._witnesses.append(asyncio.create_task(witness.run()))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await _end([*self._talking, *self._witnesses])

    async def measure(self, people: int) -> Figures:
        """How so many people fare."""
        await self._become(people)
        await asyncio.sleep(SETTLE_S)
        self._tally.clear()
        began_s, used_s = time.monotonic(), self._used_s()
        await asyncio.sleep(MEASURE_S)
        cores = (self._used_s() - used_s) / (time.monotonic() - began_s)
        return {"conversations": people, "gateway_cores": round(cores, 3), **_figures(self._tally)}

    async def _become(self, people: int) -> None:
        leaving, self._talking = self._talking[people:], self._talking[:people]
        await _end(leaving)
        while (missing := people - len(self._talking)) > 0:
            coming = [
                Talker(self._targets["gateway"], self._tally, self._chance) for _ in range(min(missing, COME_AT_ONCE))
            ]
            self._talking += [asyncio.create_task(talker.run()) for talker in coming]
            await asyncio.gather(*(talker.open.wait() for talker in coming))

    def _used_s(self) -> float:
        times = self._gateway.cpu_times()
        return times.user + times.system


def _figures(tally: Tally) -> Figures:
    usual_ms = percentile(tally.direct_ms, 50)
    return {
        "added_ms_p50": round(percentile(tally.heard_ms, 50) - usual_ms, 1),
        "added_ms_p99": round(percentile(tally.heard_ms, 99) - usual_ms, 1),
        "direct_ms_p50": usual_ms,
        "direct_ms_p99": percentile(tally.direct_ms, 99),
        "ping_ms_p50": percentile(tally.echoed_ms, 50),
        "ping_ms_p99": percentile(tally.echoed_ms, 99),
        "client_lag_ms_p99": percentile(tally.late_ms, 99),
        "notices": len(tally.heard_ms),
        "answered": tally.answered,
        "missing": tally.missing,
    }


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError):
            await task
