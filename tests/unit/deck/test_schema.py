"""The specification's three tables, section 4, column by column."""

import pytest
from support.deck import rows

LOG = """
    id uuid NO, sesion_id uuid NO, turno_index integer NO,
    timestamp_inicio timestamptz NO, timestamp_fin timestamptz YES,
    rol varchar(10) YES, texto text NO, texto_hash varchar(64) YES,
    audio_ref varchar(255) YES, audio_duracion_ms integer YES,
    latencia_total_ms integer YES, latencia_asr_ms integer YES, latencia_llm_ms integer YES,
    latencia_tts_ms integer YES, tokens_prompt integer YES, tokens_respuesta integer YES,
    trace_id uuid YES, grace_llamadas jsonb YES '[]', planos_activos jsonb NO, interrumpido boolean YES false
"""
PLANOS = """
    id uuid NO, plano_tipo varchar(50) NO, plano_version varchar(20) NO, player_id uuid YES, contenido jsonb NO,
    contenido_hash varchar(64) YES, fecha_modificacion timestamptz YES now(), activo boolean YES true
"""
OURS = {
    "penny_log": "texto_generado text NO '', sellado boolean NO false, indice _text YES, player_id uuid NO",
    "penny_planos": "autor varchar(100) NO 'desconocido', documento text NO '', sellado boolean NO false",
    "penny_sesiones": "sellado boolean NO false",
}
"""What DECK keeps beside the specification's columns, after them."""

SESIONES = """
    id uuid NO, player_id uuid NO, inicio timestamptz NO, fin timestamptz YES, total_turnos integer YES 0,
    planos_cargados jsonb NO, resumen text YES, estado varchar(20) YES 'activa'
"""
COLUMNS = """
    SELECT column_name || ' '
        || CASE udt_name WHEN 'int4' THEN 'integer' WHEN 'bool' THEN 'boolean' ELSE udt_name END
        || COALESCE('(' || character_maximum_length || ')', '') || ' ' || is_nullable
        || COALESCE(' ' || split_part(column_default, '::', 1), '') AS line
    FROM information_schema.columns WHERE table_name = $1 ORDER BY ordinal_position
"""


@pytest.mark.parametrize(
    ("table", "expected"), [("penny_log", LOG), ("penny_planos", PLANOS), ("penny_sesiones", SESIONES)]
)
async def test_the_columns_are_the_specifications(deck_dsn: str, table: str, expected: str) -> None:
    """Names, types, lengths, nullability and defaults, in its order; and after them ours."""
    expected = ", ".join(filter(None, (expected.strip(), OURS.get(table))))
    found = [row["line"] for row in await rows(deck_dsn, COLUMNS, table)]
    assert found == [" ".join(column.split()) for column in expected.split(",")]


async def test_the_roles_are_checked_by_the_database(deck_dsn: str) -> None:
    """The one CHECK of section 4."""
    (check,) = await rows(
        deck_dsn,
        "SELECT pg_get_constraintdef(oid) AS line FROM pg_constraint WHERE contype = 'c'"
        " AND conrelid = 'penny_log'::regclass",
    )
    assert all(f"'{rol}'" in check["line"] for rol in ("usuario", "penny", "sistema"))


async def test_every_table_has_its_key(deck_dsn: str) -> None:
    """A UUID named id."""
    found = await rows(
        deck_dsn,
        "SELECT conrelid::regclass::text AS name, pg_get_constraintdef(oid) AS line FROM pg_constraint"
        " WHERE contype = 'p' AND conrelid::regclass::text IN ('penny_log', 'penny_planos', 'penny_sesiones')",
    )
    assert {row["name"]: row["line"] for row in found} == dict.fromkeys(
        ("penny_log", "penny_planos", "penny_sesiones"), "PRIMARY KEY (id)"
    )
