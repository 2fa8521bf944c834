"""`penny models`: the weights that Penny runs on."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from penny_client.cli import options
from penny_client.cli.weights import fetch_models
from penny_models import FileState, Model, ModelStatus, load_catalogue, models_home, status, verify

EXAMPLES = options.examples(
    "penny models list                 what there is, and what is here",
    "penny models pull                 fetch what Penny needs by default",
    "penny models pull whisper-base    fetch one model",
    "penny models verify               read every byte and compare checksums",
)
_STYLES = {
    FileState.MISSING: "dim",
    FileState.CORRUPT: "red",
    FileState.PRESENT: "green",
    FileState.VERIFIED: "bold green",
}

Names = Annotated[list[str] | None, typer.Argument(metavar="NAME", help="Models; without any, the default ones.")]

app = typer.Typer(no_args_is_help=True, help="List, fetch and verify the model weights.")


@app.command("list")
def list_() -> None:
    """Show every model of the catalogue, and whether its files are here (by their sizes)."""
    _show([status(model) for model in load_catalogue().models])


@app.command("pull")
def pull(
    names: Names = None, *, quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say only what fails.")] = False
) -> None:
    """Fetch models: sources are tried in order, downloads are taken up again, every file is verified by SHA-256."""
    fetch_models(names or (), Console(highlight=False, quiet=quiet))


@app.command("verify")
def verify_(names: Names = None) -> None:
    """Compare the SHA-256 of every file with the catalogue; the exit status is 1 if a file is missing or corrupt."""
    catalogue = load_catalogue()
    chosen: list[Model] = [catalogue.model(name) for name in names] if names else list(catalogue.defaults)
    found = [verify(model) for model in chosen]
    _show(found)
    bad = [each.model.name for each in found if each.state is not FileState.VERIFIED]
    if bad:
        Console(stderr=True, highlight=False).print(f"penny: mend them with: penny models pull {' '.join(bad)}")
        raise typer.Exit(1)


def _show(found: list[ModelStatus]) -> None:
    table = Table("model", "for", "size", "licence", "state", caption=f"in {models_home()} · * default")
    for each in found:
        model = each.model
        table.add_row(
            f"{model.name}{' *' if model.default else ''}",
            model.purpose.value,
            f"{model.size_bytes / 1e6:,.0f} MB",
            model.licence,
            f"[{_STYLES[each.state]}]{each.state.value}",
        )
    console = Console(highlight=False)
    console.print(table)
    for each in found:
        for file in each.files:
            if file.reason:
                console.print(f"{each.model.name}/{file.file.path}: {file.reason}", style="red", markup=False)
