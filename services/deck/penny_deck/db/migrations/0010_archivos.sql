-- The Vault's files, in pieces, each sealed. `huella` tells whether a content is there already, and nobody else what it is.

CREATE TABLE penny_archivos (
    id UUID PRIMARY KEY,
    player_id UUID NOT NULL,
    nombre TEXT NOT NULL,
    nombre_hash VARCHAR(64) NOT NULL,
    tipo VARCHAR(10) NOT NULL,
    bytes BIGINT NOT NULL CHECK (bytes > 0),
    sha256 TEXT NOT NULL,
    huella VARCHAR(64) NOT NULL,
    creado TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT penny_archivos_contenido UNIQUE (player_id, huella),
    CONSTRAINT penny_archivos_nombre UNIQUE (player_id, nombre_hash),
    UNIQUE (id, player_id)
);

CREATE TABLE penny_trozos (
    archivo_id UUID NOT NULL,
    numero INTEGER NOT NULL,
    player_id UUID NOT NULL,
    datos BYTEA NOT NULL,
    PRIMARY KEY (archivo_id, numero),
    FOREIGN KEY (archivo_id, player_id) REFERENCES penny_archivos (id, player_id) ON DELETE CASCADE
);
-- What is sealed cannot be compressed.
ALTER TABLE penny_trozos ALTER COLUMN datos SET STORAGE EXTERNAL;

ALTER TABLE penny_archivos ENABLE ROW LEVEL SECURITY;
ALTER TABLE penny_trozos ENABLE ROW LEVEL SECURITY;
CREATE POLICY penny_suyo ON penny_archivos TO penny_persona USING (player_id = penny_player());
CREATE POLICY penny_suyo ON penny_trozos TO penny_persona USING (player_id = penny_player());
GRANT SELECT, INSERT, DELETE ON penny_archivos, penny_trozos TO penny_persona;
