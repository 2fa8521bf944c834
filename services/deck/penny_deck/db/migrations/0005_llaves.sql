-- Each player's key, wrapped by a master key that is not in the database; and which rows are sealed under it.
-- What an earlier Penny has written in clear is sealed by DECK when it starts.

CREATE TABLE penny_llaves (
    player_id UUID PRIMARY KEY,
    llave BYTEA NOT NULL,
    maestra VARCHAR(64) NOT NULL,
    creada TIMESTAMPTZ NOT NULL DEFAULT now()
);

ALTER TABLE penny_log ADD COLUMN sellado BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE penny_planos ADD COLUMN sellado BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE penny_sesiones ADD COLUMN sellado BOOLEAN NOT NULL DEFAULT false;

CREATE INDEX penny_log_en_claro ON penny_log (id) WHERE NOT sellado;
CREATE INDEX penny_sesiones_en_claro ON penny_sesiones (id) WHERE NOT sellado;

-- As before, but a row in clear may be sealed, once.
CREATE OR REPLACE FUNCTION penny_planos_inmutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        NEW.activo := OLD.activo;
        IF NEW.sellado AND NOT OLD.sellado THEN
            NEW.sellado := false;
            NEW.contenido := OLD.contenido;
            NEW.documento := OLD.documento;
        END IF;
        IF NEW IS DISTINCT FROM OLD THEN
            RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'penny_planos_inmutable';
        END IF;
    ELSIF TG_OP = 'INSERT' THEN
        IF EXISTS (
            SELECT FROM penny_planos
            WHERE plano_tipo = 'SISTEMA' AND plano_version = NEW.plano_version
                AND contenido_hash IS DISTINCT FROM NEW.contenido_hash
        ) THEN
            RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'penny_planos_sistema';
        END IF;
    ELSE
        RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'penny_planos_sistema';
    END IF;
    RETURN NULL;
END;
$$;
