"""`penny planos load` as it is typed, on a real DECK that reads files apart."""

import asyncio

from support.deck import Deck, put
from support.tables import PRECIOS
from typer.testing import CliRunner, Result

from penny_client.cli.app import app


async def load(deck: Deck, *arguments: str) -> Result:
    """Run the command; it has an event loop of its own."""
    command = ["planos", "load", *arguments, "--deck", deck.address]
    return await asyncio.to_thread(lambda: CliRunner().invoke(app, command))


async def test_a_dataset_is_shown(deck: Deck) -> None:
    """What it is, its first records, what the model would be given; and what cannot be shown is said in a line."""
    await put(deck, "precios.csv", PRECIOS)
    shown = await load(deck, "vault://uploads/precios.csv")
    assert shown.exit_code == 0, shown.output
    assert shown.output.splitlines()[:4] == [
        "tipo:      csv",
        "fuente:    vault://uploads/precios.csv",
        "registros: 7",
        "columnas:  Producto, Categoría, Precio, Stock, Proveedor",
    ]
    assert "  Producto: Tornillo M4; " in shown.output
    assert 'In a conversation: "Abre el archivo precios"' in shown.output

    asked = (await load(deck, "precios.csv", "--ask", "¿Cuál es el tornillo más barato?")).output
    assert "7 looked at, 1 fit, 1 given." in asked
    assert "  Mínimo de «Precio» en 3 registros con «tornillo»: 0,05 €." in asked
    assert "Taladro" not in asked
    missing = await load(deck, "no-hay.csv")
    assert (missing.exit_code, missing.output.count("\n")) == (1, 1)
    assert "no such file" in missing.output
