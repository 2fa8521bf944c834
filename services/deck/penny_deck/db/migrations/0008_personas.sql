-- Every row is bound to its player by the database itself. What is done for a person is done as the role penny_persona,
-- which owns nothing and sees the rows of `penny.player` alone; DECK itself, who owns the tables, uses that role for all
-- but keys, starting and forgetting. The role is made by db/roles.py.

CREATE FUNCTION penny_player() RETURNS UUID LANGUAGE sql STABLE PARALLEL SAFE AS
    $$ SELECT NULLIF(current_setting('penny.player', true), '')::UUID $$;

-- A turn is its session's player's.
ALTER TABLE penny_log ADD COLUMN player_id UUID;
UPDATE penny_log AS l SET player_id = s.player_id FROM penny_sesiones AS s WHERE s.id = l.sesion_id;
ALTER TABLE penny_log ALTER COLUMN player_id SET NOT NULL;
ALTER TABLE penny_sesiones ADD CONSTRAINT penny_sesiones_suya UNIQUE (id, player_id);
ALTER TABLE penny_log
    DROP CONSTRAINT penny_log_sesion,
    ADD CONSTRAINT penny_log_sesion FOREIGN KEY (sesion_id, player_id) REFERENCES penny_sesiones (id, player_id);

-- Who has read what of whom. Rows are added, and go only with the player they are about.
CREATE TABLE penny_auditoria (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    momento TIMESTAMPTZ NOT NULL DEFAULT now(),
    quien VARCHAR(40) NOT NULL,
    player_id UUID NOT NULL,
    accion VARCHAR(40) NOT NULL,
    objeto VARCHAR(255) NOT NULL DEFAULT '',
    filas INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX penny_auditoria_player ON penny_auditoria (player_id, id DESC);

-- The words of the log are looked for within this function: a policy keeps PostgreSQL from using the index for "@>",
-- which is not marked as leakproof. Planned anew for each call, for some words are rare and others are not.
CREATE FUNCTION penny_buscar(terminos TEXT[], maximo INTEGER) RETURNS SETOF penny_log
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY EXECUTE
        'SELECT * FROM penny_log WHERE indice @> $1 AND player_id = $3 ORDER BY timestamp_inicio DESC LIMIT $2'
        USING terminos, maximo, penny_player();
END;
$$;
REVOKE EXECUTE ON FUNCTION penny_buscar FROM PUBLIC;
GRANT EXECUTE ON FUNCTION penny_buscar TO penny_persona;

ALTER TABLE penny_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE penny_sesiones ENABLE ROW LEVEL SECURITY;
ALTER TABLE penny_planos ENABLE ROW LEVEL SECURITY;
ALTER TABLE penny_ritmo ENABLE ROW LEVEL SECURITY;
ALTER TABLE penny_auditoria ENABLE ROW LEVEL SECURITY;

CREATE POLICY penny_suyo ON penny_log TO penny_persona USING (player_id = penny_player());
CREATE POLICY penny_suyo ON penny_sesiones TO penny_persona USING (player_id = penny_player());
CREATE POLICY penny_suyo ON penny_ritmo TO penny_persona USING (player_id = penny_player());
CREATE POLICY penny_suyo ON penny_auditoria TO penny_persona USING (player_id = penny_player());
-- Planos 0 and 1 are everybody's, plano 2 is a player's own.
CREATE POLICY penny_suyo ON penny_planos TO penny_persona USING (player_id IS NULL OR player_id = penny_player());

GRANT SELECT, INSERT, UPDATE ON penny_log, penny_sesiones, penny_ritmo TO penny_persona;
GRANT SELECT, INSERT, UPDATE (activo) ON penny_planos TO penny_persona;
GRANT SELECT, INSERT ON penny_auditoria TO penny_persona;
