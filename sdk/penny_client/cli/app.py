"""The command's root: its subcommands, and the one place where an error becomes a line and an exit status.

Exit status: 0 done; 1 it went wrong; 2 the command line cannot be understood; 78 a configuration has to be mended
(sysexits.h); 130 interrupted.
"""

import importlib.metadata
import inspect
from typing import Any

import typer
from rich.console import Console
from typer.core import TyperGroup

from penny_client.cli import (
    administration,
    chat,
    demo,
    kb,
    log,
    models,
    planos,
    player,
    recados,
    status,
    talk,
    up,
    vault,
)
from penny_client.cli.options import examples
from penny_client.errors import Misconfigured, PennyError
from penny_client.local.supervisor import EX_CONFIG
from penny_command import EXIT_INTERRUPTED
from penny_models import ModelsError

EXIT_FAILED = 1


class Explaining(TyperGroup):
    """Says an error in one line, what happened and what to do, instead of a traceback."""

    def __init__(self, **attributes: Any) -> None:  # noqa: ANN401 - typer's own signature
        super().__init__(**attributes)
        _flow(self)

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - typer's own signature
        """Run the command."""
        try:
            return super().invoke(ctx)
        except (PennyError, ModelsError) as error:
            _say(str(error))
            raise typer.Exit(EX_CONFIG if isinstance(error, Misconfigured) else EXIT_FAILED) from None
        except UnicodeEncodeError as error:
            if error.encoding != "utf-8":  # what is printed, and not what was given
                raise
            _say("What was given is not UTF-8. Give it in UTF-8.")
            raise typer.Exit(EXIT_FAILED) from None
        except KeyboardInterrupt:
            raise typer.Exit(EXIT_INTERRUPTED) from None


def _flow(command: Any) -> None:  # noqa: ANN401 - a command of typer's, or a group
    """Make each paragraph of the help one line, for the terminal to break where it ends."""
    paragraphs = inspect.cleandoc(command.help or "").split("\n\n")
    command.help = "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
    for within in getattr(command, "commands", {}).values():
        _flow(within)


def _say(problem: str) -> None:
    Console(stderr=True, highlight=False, soft_wrap=True).print(
        f"penny: {problem}", style="red", markup=False, emoji=False
    )


app = typer.Typer(
    cls=Explaining,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=examples(
        "penny demo                       hear a whole conversation",
        "penny up                         start Penny on this machine",
        "penny talk question.wav          ask her something",
        "penny log                        read what was said",
    ),
)


def _version(*, wanted: bool) -> None:
    if wanted:
        print(f"penny {importlib.metadata.version('penny-client')}")
        raise typer.Exit


@app.callback()
def _root(
    *,
    version: bool = typer.Option(
        False, "--version", is_eager=True, callback=lambda value: _version(wanted=value), help="Say the version."
    ),
) -> None:
    """Penny, a personal voice assistant that you run yourself: start her, talk to her, read her log."""


app.command("demo", epilog=demo.EXAMPLES)(demo.demo)
app.command("up", epilog=up.EXAMPLES)(up.up)
app.command("status", epilog=status.EXAMPLES)(status.status)
app.command("talk", epilog=talk.EXAMPLES)(talk.talk)
app.command("chat", epilog=chat.EXAMPLES)(chat.chat)
app.add_typer(log.app, name="log", epilog=log.EXAMPLES)
app.add_typer(planos.app, name="planos", epilog=planos.EXAMPLES)
app.add_typer(recados.app, name="recados", epilog=recados.EXAMPLES)
app.add_typer(vault.app, name="vault", epilog=vault.EXAMPLES)
app.add_typer(kb.app, name="kb", epilog=kb.EXAMPLES)
app.add_typer(player.app, name="player", epilog=player.EXAMPLES)
app.add_typer(administration.app, name="deck", epilog=administration.EXAMPLES)
app.add_typer(models.app, name="models", epilog=models.EXAMPLES)
