"""An answer of Penny's own, in place of the model's: a dataset is opened or closed.

The law: opening has no effect beyond the session, and in it none before the turn is committed (law 3).
"""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from google.protobuf import json_format

from penny.v1 import datasets_pb2, deck_pb2
from penny_chassis.errors import CallerError, NotFound, ServiceError, TooLarge
from penny_gateway.consulting import TTL_MS, find_archivo
from penny_gateway.dataset import ANY_TABLE, Closing, Opening, counted, name_of
from penny_gateway.latency import Made
from penny_gateway.session import REFUSED, Session, TurnTrace
from penny_gateway.source import Released, on_commit

_KB = "kb://"


@dataclass(slots=True)
class Loading:
    """One answer about a dataset."""

    session: Session
    trace: TurnTrace
    made: Made
    released: Released
    wanted: Opening | Closing

    async def clauses(self, text: str) -> AsyncGenerator[str, None]:
        """What Penny says."""
        del text
        self.made.mark("go")
        if isinstance(self.wanted, Opening):
            yield await self._open(self.wanted)
            return
        said = "closed" if self.session.dataset is not None else "none_open"
        name = name_of(self.session.fuente)
        self._use(None)
        yield self._phrase(said, name)

    async def _open(self, wanted: Opening) -> str:
        """Have DECK read what is meant; it is used from the commit on."""
        name = wanted.coleccion
        try:
            ref = f"{_KB}{name}" if name else await self._file(wanted)
            name = name_of(ref)
            plano = await self._load(ref)
        except NotFound:
            return self._phrase("missing_collection" if wanted.coleccion else "missing", name)
        except TooLarge:
            return self._phrase("too_large", name)
        except REFUSED:
            return self._phrase("refused", name)
        except CallerError:
            return self._phrase("unreadable", name)
        except ServiceError:
            return self._phrase("away", name)
        self._use(plano)
        contenido = json_format.MessageToDict(plano.contenido)
        count = counted(int(contenido["registros"]), table=bool(contenido["columnas"]))
        return self._phrase("opened", name_of(contenido["fuente"]), count)

    async def _file(self, wanted: Opening) -> str:
        """The reference of the file that is meant; if none is named, of the newest table."""
        try:
            return (await find_archivo(self.session, self.trace, wanted.words)).archivo.ref
        except NotFound:
            if not wanted.any_table:
                raise
            return (await find_archivo(self.session, self.trace, ANY_TABLE)).archivo.ref

    async def _load(self, ref: str) -> deck_pb2.Plano:
        backends = self.session.backends
        request = datasets_pb2.LoadDatasetRequest(player_id=self.session.player_id, ref=ref)
        loaded = await self.session.ask(
            backends.datasets.LoadDataset, request, self.trace.context, timeout_s=TTL_MS / 1000
        )
        plano: deck_pb2.Plano = loaded.plano
        return plano

    def _use(self, plano: deck_pb2.Plano | None) -> None:
        """What is open."""
        on_commit(self.released, lambda: self.session.use(plano))

    def _phrase(self, which: str, name: str, count: str = "") -> str:
        return self.session.phrases.datasets[which].format(name=name, count=count)
