"""Starting Penny on this machine, as `penny up` and `penny demo` do it: what is run, and what is said about it."""

from collections.abc import Mapping
from pathlib import Path

import platformdirs
from rich.console import Console

from penny_client.local.process import Program
from penny_client.local.services import STOP_ORDER, environment, module_of, target_of
from penny_client.local.supervisor import Died, Ready, Stopped, Supervisor


def log_folder(name: str = "") -> Path:
    """Where the services' logs go: what happened, never what was said; each Penny of a person has her own folder."""
    return platformdirs.user_state_path("penny") / "logs" / name


def supervisor(
    addresses: Mapping[str, str], environ: Mapping[str, str], logs: Path | None, console: Console
) -> Supervisor:
    """A supervisor of the six services that tells the console what becomes of them; without `logs` theirs is ours."""
    groups = [
        [
            Program(name, module_of(name), target_of(addresses[name]), logs / f"{name}.log" if logs else None)
            for name in group
        ]
        for group in STOP_ORDER
    ]
    return Supervisor(groups, environment(addresses, environ), Announcer(console, logs))


class Announcer:
    """Says a line about each thing that happens to a service."""

    def __init__(self, console: Console, logs: Path | None) -> None:
        self._console = console
        self._logs = logs

    def __call__(self, event: Ready | Died | Stopped) -> None:
        """Take an event of the supervisor."""
        match event:
            case Ready():
                self._say(event.name, f"ready after {event.after_s:4.1f} s   {event.target}", "green")
            case Died():
                ended = f"exit status {event.status}" if event.status >= 0 else f"signal {-event.status}"
                where = f"; see {self._logs / event.name}.log" if self._logs else ""
                self._say(event.name, f"died ({ended}), starts again in {event.again_in_s:g} s{where}", "yellow")
            case Stopped():
                self._say(event.name, "killed: it did not stop in time" if event.killed else "stopped", "dim")

    def _say(self, name: str, text: str, style: str) -> None:
        self._console.print(f"{name:<8} {text}", style=style, markup=False, soft_wrap=True)
