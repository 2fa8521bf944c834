-- The Vault's recados: what is to be done, when, for whom, what has become of it, and in which turn it was asked for.

CREATE TABLE penny_recados (
    id UUID PRIMARY KEY,
    player_id UUID NOT NULL,
    texto TEXT NOT NULL,
    texto_hash VARCHAR(64) NOT NULL,
    para TEXT NOT NULL DEFAULT '',
    cuando TIMESTAMPTZ,
    con_hora BOOLEAN NOT NULL DEFAULT false,
    estado VARCHAR(10) NOT NULL DEFAULT 'pendiente' CHECK (estado IN ('pendiente', 'hecho', 'cancelado')),
    -- 'archivo': it stands under recados: in the person's file, and goes with its line.
    origen VARCHAR(10) NOT NULL CHECK (origen IN ('voz', 'mano', 'archivo')),
    turno_id UUID,
    creado TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    actualizado TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE INDEX penny_recados_pendientes ON penny_recados (player_id, cuando) WHERE estado = 'pendiente';
CREATE UNIQUE INDEX penny_recados_archivo ON penny_recados (player_id, texto_hash) WHERE origen = 'archivo';

ALTER TABLE penny_recados ENABLE ROW LEVEL SECURITY;
CREATE POLICY penny_suyo ON penny_recados TO penny_persona USING (player_id = penny_player());
GRANT SELECT, INSERT, UPDATE, DELETE ON penny_recados TO penny_persona;
