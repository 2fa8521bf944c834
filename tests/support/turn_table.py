"""The turn machine as a table, made by running it: what ARCHITECTURE.md shows.

`python tests/support/turn_table.py` prints it.
"""

from penny_gateway.turn import (
    Dismissed,
    Ended,
    Event,
    Finished,
    HungUp,
    Meant,
    NothingSaid,
    Paused,
    Phase,
    Silenced,
    Sounded,
    Spoke,
    SpokeOver,
    Turn,
    Typed,
    Unanswered,
    step,
)

STATES = {
    "IDLE": Turn(Phase.IDLE, 1),
    "LISTENING": Turn(Phase.LISTENING, 1),
    "LISTENING, prepared": Turn(Phase.LISTENING, 1, prepared=True),
    "PROCESSING": Turn(Phase.PROCESSING, 1, prepared=True),
    "PROCESSING, held": Turn(Phase.PROCESSING, 1, prepared=True, over=True),
    "SPEAKING": Turn(Phase.SPEAKING, 1, prepared=True),
    "SPEAKING, held": Turn(Phase.SPEAKING, 1, prepared=True, over=True),
}
EVENTS: list[Event] = [
    Spoke(),
    SpokeOver(),
    Paused(),
    Ended(1, 0),
    NothingSaid(1, 0),
    Sounded(1, 0),
    Meant(2, 0),
    Dismissed(2, 0),
    Finished(1, 0),
    Unanswered(1, 0),
    Typed("…"),
    Silenced(),
    HungUp(),
]


def table() -> str:
    """A line for every event that changes something: state, event, next state, actions."""
    lines = ["| in | on | becomes | and |", "|---|---|---|---|"]
    for name, turn in STATES.items():
        for event in EVENTS:
            after, actions = step(turn, event)
            if (after, actions) != (turn, ()):
                done = ", ".join(type(action).__name__ for action in actions)
                lines.append(f"| {name} | {type(event).__name__} | {_name(after)} | {done} |")
    return "\n".join(lines)


def _name(turn: Turn) -> str:
    name = turn.phase.name
    if turn.over:
        return f"{name}, held"
    return f"{name}, prepared" if turn.phase is Phase.LISTENING and turn.prepared else name


if __name__ == "__main__":
    print(table())  # noqa: T201 - what it is for
