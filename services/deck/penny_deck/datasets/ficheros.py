"""A file of the Vault as plano 4: read when it is first asked for, and kept in memory for a while."""

import asyncio
from dataclasses import dataclass

from penny_deck.datasets.datos import Datos, of_document, of_table
from penny_deck.datasets.fuente import FIRST_CHARACTERS, Cargado
from penny_deck.datasets.relevante import Relevante, first, relevant
from penny_deck.db import archivos, auditoria
from penny_deck.db.rows import Archivo
from penny_deck.planos.models import Nombre, Plano, hash_of
from penny_deck.store import Store, Visit
from penny_deck.vault import refs, uploads
from penny_deck.vault.tipos import TABLES, Tipo


@dataclass(frozen=True, slots=True)
class FuenteFichero:
    """One of them, by its name."""

    store: Store
    upload: refs.Upload

    async def load(self, visit: Visit) -> Cargado:
        """What is in it.

        Raises:
            NotFound: There is no such file.
            PennyError: It cannot be read.
        """
        archivo = await self._archivo(visit)
        datos = await self._datos(visit, archivo)
        primeros = await asyncio.to_thread(first, datos, FIRST_CHARACTERS)
        await self._note(visit, "LoadDataset", archivo, len(primeros))
        return Cargado(_plano_of(archivo, datos), primeros)

    async def ask(self, visit: Visit, question: str, budget_characters: int) -> Relevante:
        """What of it a question is about; raises as `load`."""
        archivo = await self._archivo(visit)
        datos = await self._datos(visit, archivo)
        found = await asyncio.to_thread(relevant, datos, question, budget_characters)
        await self._note(visit, "AskDataset", archivo, found.dados)
        return found

    async def _archivo(self, visit: Visit) -> Archivo:
        async with self.store.database.connection(visit.player) as connection:
            return await archivos.named(connection, self.upload.name, visit.seal)

    async def _datos(self, visit: Visit, archivo: Archivo) -> Datos:
        """Its records, read if they are not in memory."""
        return await self.store.datasets.get(visit.player, archivo.sha256, lambda: self._read(visit, archivo))

    async def _read(self, visit: Visit, archivo: Archivo) -> Datos:
        data, tipo = await uploads.content(self.store.database, visit.person, archivo), Tipo(archivo.tipo)
        if tipo in TABLES:
            table = await self.store.sandbox.read_table_apart(data, tipo)
            return await asyncio.to_thread(of_table, table, tipo, archivo.nombre)
        document = await self.store.sandbox.read_apart(data, tipo)
        return await asyncio.to_thread(of_document, document, archivo.nombre)

    async def _note(self, visit: Visit, action: str, archivo: Archivo, given: int) -> None:
        """Note who has read how much, before it is given."""
        async with self.store.database.connection(visit.player) as connection:
            await auditoria.note(connection, visit.caller.name, action, str(archivo.id), given)


def _plano_of(archivo: Archivo, datos: Datos) -> Plano:
    contenido = {
        "tipo": archivo.tipo,
        "fuente": str(refs.Upload(archivo.nombre)),
        "registros": len(datos.rows),
        "columnas": [columna.name for columna in datos.columns],
        "sha256": archivo.sha256,
    }
    return Plano(Nombre.DATASET, "", contenido, hash_of(contenido))
