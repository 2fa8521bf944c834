"""`make bench-capacity`: how many conversations one gateway holds on one core. The last line is one JSON object.

The five stages are the real services with scripted engines, which take no time to speak of. The gateway has one core to
itself; the stages and the people who talk share the others. Two parts:

- A crowd grows until it takes too long to be heard. `added_ms_p99` is what the gateway adds: from the frame by which
  the vad service can know that a voice has paused to the notice of it at the client, less the median of the same
  without a gateway. `client_lag_ms_p99` is by how much the crowd itself was late; when that is large, the crowd is
  what did not hold.
- Two thousand conversations are begun and ended, some by vanishing. The slopes are of the gateway's memory, threads and
  file descriptors from one hundred to the next, over the second half: before that buffers grow to their size.
"""

import asyncio
import json
import os
import sys

import psutil
from climb import highest
from crowd import Crowd, Figures
from house import House, house
from soak import Soak

LONGEST_ADDED_MS = 20.0
STEP, FINEST, MOST = 20, 10, 200
STAGES = ("vad", "asr", "llm", "tts")
SETTINGS = {
    **{f"PENNY_{stage.upper()}_ENGINE": "scripted" for stage in STAGES},
    **{f"PENNY_{service.upper()}_MAX_STREAMS": "1000" for service in ("gateway", *STAGES)},
    "PENNY_LLM_SLOTS": "64",
    "PENNY_GATEWAY_LOG_LEVEL": "ERROR",
}


def told(*facts: object) -> None:
    """Progress, for whoever watches."""
    print(*facts, file=sys.stderr, flush=True)


def set_apart(at: House) -> psutil.Process:
    """Give the gateway a core of its own, and everybody else the others; gives the gateway's process."""
    gateway = psutil.Process(at.services.pid_of("gateway"))
    first, *others = sorted(os.sched_getaffinity(0))
    if not others:
        told("There is one core only: the gateway shares it with everybody.")
        return gateway
    for process in (*at.processes(), psutil.Process()):
        process.cpu_affinity([first] if process.pid == gateway.pid else others)
    return gateway


async def climb(at: House, gateway: psutil.Process) -> Figures:
    """The figures of the largest crowd that is heard in time."""
    held: Figures = {"conversations": 0}
    async with Crowd(at.targets, gateway) as crowd:

        async def holds(people: int) -> bool:
            nonlocal held
            figures = await crowd.measure(people)
            told(json.dumps(figures))
            in_time = figures["added_ms_p99"] <= LONGEST_ADDED_MS and not figures["missing"]
            if in_time:
                held = figures
            return in_time

        await highest(holds, step=STEP, finest=FINEST, most=MOST)
    return held


async def main() -> None:
    """Measure, and print."""
    async with house(settings=SETTINGS) as at:
        gateway = set_apart(at)
        figures = await climb(at, gateway)
        figures |= await Soak(at.targets["gateway"], gateway, told).run()
    print(json.dumps(figures))


if __name__ == "__main__":
    asyncio.run(main())
