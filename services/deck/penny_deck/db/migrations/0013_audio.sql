-- What a person said, as it sounded: only of who allows it in her file (guardar_audio), sealed; penny_log.audio_ref says so.

CREATE TABLE penny_audio (
    turno_id UUID PRIMARY KEY,
    player_id UUID NOT NULL,
    datos BYTEA NOT NULL,
    creado TIMESTAMPTZ NOT NULL DEFAULT now()
);
-- What is sealed cannot be compressed.
ALTER TABLE penny_audio ALTER COLUMN datos SET STORAGE EXTERNAL;
CREATE INDEX penny_audio_player ON penny_audio (player_id);

ALTER TABLE penny_audio ENABLE ROW LEVEL SECURITY;
CREATE POLICY penny_suyo ON penny_audio TO penny_persona USING (player_id = penny_player());
GRANT SELECT, INSERT, DELETE ON penny_audio TO penny_persona;
