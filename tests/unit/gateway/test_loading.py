"""A dataset is opened and closed by the commit of a turn, and by nothing else."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from penny.v1 import datasets_pb2, deck_pb2, vault_pb2
from penny_chassis.errors import (
    InvalidInput,
    Misconfigured,
    NotAllowed,
    NotFound,
    PennyError,
    TooLarge,
    Unauthenticated,
    Unavailable,
)
from penny_gateway.config import Settings
from penny_gateway.consulting import Consulted
from penny_gateway.dataset import Closing, Opening
from penny_gateway.history import History
from penny_gateway.latency import Made
from penny_gateway.loading import Loading
from penny_gateway.lookup import looked_up
from penny_gateway.rhythm import Rhythm
from penny_gateway.session import Session, refresh
from penny_gateway.tools import ToolDesk

TRACE: Any = SimpleNamespace(context=None)
REF = "vault://uploads/precios.csv"
OPENING = Opening("abre el catalogo", any_table=True)


def plano(ref: str = REF) -> deck_pb2.Plano:
    """Plano 4 of a file."""
    made = deck_pb2.Plano(plano="DATASET", contenido_hash="0" * 64)
    made.contenido.update({"fuente": ref, "registros": 7, "columnas": ["a"]})
    return made


class Backends:
    """A DECK that answers as it is told to."""

    def __init__(self) -> None:
        self.errors: dict[str, PennyError] = {}
        self.asked: list[Any] = []
        self.vault = SimpleNamespace(FindArchivo="FindArchivo")
        self.datasets = SimpleNamespace(LoadDataset="LoadDataset", AskDataset="AskDataset")
        self.deck = SimpleNamespace(ReadPlanos="ReadPlanos")
        self.answers: dict[str, Any] = {
            "FindArchivo": vault_pb2.FindArchivoResponse(
                archivo=vault_pb2.Archivo(nombre="precios.csv", ref=REF),
            ),
            "LoadDataset": datasets_pb2.LoadDatasetResponse(plano=plano()),
            "AskDataset": datasets_pb2.AskDatasetResponse(texto="Precio: 3"),
            "ReadPlanos": deck_pb2.ReadPlanosResponse(planos=[deck_pb2.Plano(plano="SISTEMA")]),
        }

    async def ask_deck(self, method: str, request: Any, *_: Any, **__: Any) -> Any:  # noqa: ANN401 - any rpc
        """One call."""
        self.asked.append(request)
        if method in self.errors:
            raise self.errors[method]
        return self.answers[method]


def session_over(backends: Backends) -> Session:
    """A session."""
    return Session(
        id="s",
        player_id="p",
        backends=backends,  # type: ignore[arg-type]  # as much of them as is needed
        settings=Settings.model_validate({}),
        history=History("", [], 24),
        tool_desk=ToolDesk(1.0),
        planos=[deck_pb2.Plano(plano="SISTEMA")],
        rhythm=Rhythm(),
        person="Carlos",
    )


async def said(session: Session, wanted: Opening | Closing, released: "asyncio.Future[Any]") -> str:
    """What Penny says."""
    loading = Loading(session, TRACE, Made(), released, wanted)
    return " ".join([clause async for clause in loading.clauses("")])


def names(session: Session) -> list[str]:
    """Of the planos that are active."""
    return [active.plano for active in session.planos]


async def test_it_is_open_from_the_commit_on() -> None:
    """And active; an answer that is thrown away opens nothing."""
    session = session_over(Backends())
    basis = session.basis
    thrown_away: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    assert (await said(session, OPENING, thrown_away)).startswith("He abierto precios.csv: 7 registros.")
    thrown_away.cancel()
    await asyncio.sleep(0)
    assert (session.dataset, names(session), session.basis) == (None, ["SISTEMA"], basis)

    released: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    await said(session, OPENING, released)
    assert session.dataset is None
    released.set_result(None)
    await asyncio.sleep(0)
    assert (session.fuente, names(session)) == (REF, ["SISTEMA", "DATASET"])
    assert session.basis != basis  # what was begun without it is of no use


async def test_it_is_closed_by_the_commit_too() -> None:
    """Until then it is open; and what DECK is asked for anew leaves it so."""
    session = session_over(Backends())
    session.use(plano())
    session.use(plano("vault://uploads/otra.csv"))
    assert names(session) == ["SISTEMA", "DATASET"]
    await refresh(session)
    assert names(session) == ["SISTEMA", "DATASET"]

    released: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    assert await said(session_over(Backends()), Closing(), released) == "No hay ningún archivo abierto."
    assert await said(session, Closing(), released) == "He cerrado otra.csv."
    assert session.fuente == "vault://uploads/otra.csv"
    released.set_result(None)
    await asyncio.sleep(0)
    assert (session.fuente, names(session)) == ("", ["SISTEMA"])


@pytest.mark.parametrize(
    ("rpc", "error", "words"),
    [
        ("FindArchivo", NotFound("No."), "No encuentro ese archivo"),
        ("FindArchivo", Unavailable("No."), "Ahora mismo no puedo mirar"),
        ("LoadDataset", NotFound("No."), "No encuentro ese archivo"),
        ("LoadDataset", Misconfigured("No."), "Ahora mismo no puedo mirar"),
        ("LoadDataset", InvalidInput("No."), "He encontrado precios.csv, pero no puedo leerlo."),
        ("LoadDataset", NotAllowed("No."), "No puedo mirar tus archivos: tu DECK no me deja."),
        ("FindArchivo", Unauthenticated("No."), "No puedo mirar tus archivos: tu DECK no me deja."),
        ("LoadDataset", TooLarge("No."), "precios.csv es demasiado grande para abrirlo."),
    ],
)
async def test_what_fails_leaves_open_what_was_open(rpc: str, error: PennyError, words: str) -> None:
    """And is said so."""
    backends = Backends()
    session = session_over(backends)
    session.use(plano("vault://uploads/otra.csv"))
    backends.errors[rpc] = error
    released: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    assert (await said(session, OPENING, released)).startswith(words)
    released.set_result(None)
    await asyncio.sleep(0)
    assert session.fuente == "vault://uploads/otra.csv"


async def test_any_table_is_looked_for_if_none_is_named() -> None:
    """Only then."""
    backends = Backends()
    backends.errors["FindArchivo"] = NotFound("No.")
    session, never = session_over(backends), asyncio.get_running_loop().create_future()
    await said(session, Opening("abre la lista de invitados"), never)
    assert [request.descripcion for request in backends.asked] == ["abre la lista de invitados"]
    await said(session, OPENING, never)
    assert [request.descripcion for request in backends.asked[1:]] == ["abre el catalogo", "la hoja de cálculo"]


async def test_a_question_is_looked_up_only_in_what_is_open() -> None:
    """What DECK cannot say is said so."""
    backends = Backends()
    session = session_over(backends)
    assert await looked_up(session, TRACE, "¿Cuánto?") == Consulted()
    assert backends.asked == []
    session.use(plano())
    found = await looked_up(session, TRACE, "¿Cuánto?")
    assert (found.lent, found.instead) == (True, "")
    assert found.asked.splitlines()[1:] == ["Precio: 3", "Pregunta de Carlos: ¿Cuánto?"]
    assert (backends.asked[0].ref, backends.asked[0].pregunta) == (REF, "¿Cuánto?")
    backends.errors["AskDataset"] = NotFound("No.")
    assert (await looked_up(session, TRACE, "¿Cuánto?")).instead == "Ya no puedo leer precios.csv."
    backends.errors["AskDataset"] = NotAllowed("No.")
    assert (await looked_up(session, TRACE, "¿Cuánto?")).instead.startswith("No puedo mirar tus archivos: tu DECK no")
    backends.errors["AskDataset"] = Unavailable("No.")
    assert (await looked_up(session, TRACE, "¿Cuánto?")).instead == "Ahora mismo no puedo mirar tus archivos."


def test_what_is_lent_to_a_question_is_taken_back_by_the_next() -> None:
    """Otherwise the context would soon be full of it; what is not lent stays."""
    history = History("", [], 24)
    for words, asked, lent in (
        ("¿A?", "De GRACE. ¿A?", False),
        ("¿B?", "Datos de B. ¿B?", True),
        ("¿C?", "Datos de C. ¿C?", True),
        ("¿D?", "", False),
    ):
        history.person_said(words)
        if asked:
            history.reworded(asked, lent=lent)
        history.penny_said("Sí.")
    told = [message.content for message in history.messages() if message.content != "Sí."]
    assert told[1:] == ["De GRACE. ¿A?", "¿B?", "Datos de C. ¿C?", "¿D?"]
    history.take_back()
    assert history.messages()[-4].content == "¿C?"


async def test_what_was_lent_is_taken_back_when_it_is_closed() -> None:
    """Or the next price would be taken from what is closed."""
    session = session_over(Backends())
    session.use(plano())
    session.history.person_said("¿B?")
    session.history.reworded("Datos de B. ¿B?", lent=True)
    session.use(None)
    assert session.history.messages()[-1].content == "¿B?"
