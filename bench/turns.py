"""`make bench-turns`: when a turn ends, as cut-offs against delay, in the manner of eot-bench. Last line: one JSON.

Turns in Spanish with pauses in them: people's recordings with their pauses stretched, and sentences that Kokoro speaks.
At every pause the real models are asked once; which policy would have ended the turn when is arithmetic over that.
What is reported is the half of the sentences on which nothing was tuned.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import chain
from pathlib import Path

from figures import spread
from pauses import Judges
from rivals import SIGNALS, scaled, silence, smart_turn, without
from spoken import HELD_OUT, TUNE, spoken_clips
from stretched import stretched_clips
from waiting import PAUSE_MS, READING_AHEAD_MS, Pause, Score, Turn, score

from penny_gateway.endpoint import EndpointPolicy

SILENCES_MS = range(200, 1501, 50)
FACTORS = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)

Figures = dict[str, object]


def measured(before: Mapping[str, Turn]) -> Iterator[Turn]:
    """Every clip with what the models make of its pauses; those measured before as they were. It takes minutes."""
    judges = Judges()
    for number, clip in enumerate(chain(spoken_clips(), stretched_clips(judges.detector)), 1):
        if turn := before.get(clip.name) or judges.turn(clip):
            yield turn
        if number % 10 == 0:
            print(f"\r{number} turns heard", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    judges.close()


def kept(path: Path) -> list[Turn]:
    """What was measured, with what a run that was broken off had kept in a file; all of it is in the file then."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    before = {turn.name: turn for turn in map(from_json, lines)}
    turns = []
    with path.open("a", encoding="utf-8") as file:
        for turn in measured(before):
            turns.append(turn)
            if turn.name not in before:
                print(json.dumps(asdict(turn), ensure_ascii=False), file=file, flush=True)
    return turns


def from_json(line: str) -> Turn:
    """A turn as it was kept."""
    row = json.loads(line)
    return Turn(**{**row, "pauses": tuple(Pause(**pause) for pause in row["pauses"])})


def curve(name: str, points: Iterable[tuple[float, Score]]) -> list[dict[str, float]]:
    """The points of a curve, each with the knob that gives it."""
    return [{name: knob, **point.to_json()} for knob, point in points]


def compared(turns: Sequence[Turn]) -> tuple[Figures, Figures]:
    """What each way of ending a turn gives on some turns; and the curves."""
    policy = EndpointPolicy()
    ours = score(policy.wait_ms, turns)
    silences = [(float(ms), score(silence(ms), turns)) for ms in SILENCES_MS]
    sounds = [(float(ms), score(smart_turn(ms), turns)) for ms in SILENCES_MS]
    factors = [(factor, score(scaled(policy.wait_ms, factor), turns)) for factor in FACTORS]
    as_sure = next(((ms, point) for ms, point in silences if point.cutoff_rate <= ours.cutoff_rate), silences[-1])
    figures: Figures = {
        "policy": ours.to_json(),
        "policy_words_ahead": score(policy.wait_ms, turns, READING_AHEAD_MS).to_json(),
        "silence": {"threshold_ms": as_sure[0], **as_sure[1].to_json()},
        "smart_turn": score(smart_turn(PAUSE_MS), turns).to_json(),
        "without": {signal: score(without(policy, signal), turns).to_json() for signal in SIGNALS},
    }
    curves: Figures = {
        "policy": curve("factor", factors),
        "silence": curve("threshold_ms", silences),
        "smart_turn": curve("minimum_ms", sounds),
    }
    return figures, curves


def times_ms(turns: Sequence[Turn]) -> Figures:
    """How long each judge took: on a busy machine longer, and the delays with it."""
    pauses = [pause for turn in turns for pause in turn.pauses]
    return {
        "sound": spread([pause.sound_ms for pause in pauses]),
        "words": spread([pause.words_ms for pause in pauses]),
        "completeness": spread([pause.completeness_ms for pause in pauses if pause.completeness is not None]),
    }


def show(half: str, turns: Sequence[Turn], figures: Figures) -> None:
    """A half's figures for people: one line each, then by kind."""
    print(f"\n{half}: {len(turns)} turns, {sum(len(turn.pauses) - 1 for turn in turns)} pauses within", file=sys.stderr)
    for name, figure in figures.items():
        print(f"  {name:20} {figure}", file=sys.stderr)
    policy = EndpointPolicy()
    print(f"  {'kind':12} {'turns':>5} {'cut':>6} {'delay ms':>9}", file=sys.stderr)
    for kind in dict.fromkeys(turn.kind for turn in turns):
        some = [turn for turn in turns if turn.kind == kind]
        at = score(policy.wait_ms, some)
        print(f"  {kind:12} {len(some):5} {at.cutoff_rate:6.1%} {at.mean_delay_ms:9.0f}", file=sys.stderr)


def main() -> None:
    """Measure, compare, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=Path, help="keep what the models say in this file, and go on from it")
    facts: Path | None = parser.parse_args().facts
    turns = kept(facts) if facts else list(measured({}))
    halves = {half: [turn for turn in turns if turn.half == half] for half in (TUNE, HELD_OUT)}
    results = {half: compared(some) for half, some in halves.items()}
    for half, some in halves.items():
        show(half, some, results[half][0])
    figures, curves = results[HELD_OUT]
    report = {**figures, "clips": len(turns), "times_ms": times_ms(turns), "tune": results[TUNE][0], "curve": curves}
    print(json.dumps(report, ensure_ascii=False))


if __name__ == "__main__":
    main()
