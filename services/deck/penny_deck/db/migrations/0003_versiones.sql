-- Of every version of a plano: who wrote it, and the file as it was written. What a version says never changes, and
-- plano 0 has one content a version for ever; the database itself refuses anything else.

ALTER TABLE penny_planos
    ADD COLUMN autor VARCHAR(100) NOT NULL DEFAULT 'desconocido',
    ADD COLUMN documento TEXT NOT NULL DEFAULT '';

CREATE INDEX penny_planos_historia ON penny_planos (plano_tipo, player_id, fecha_modificacion DESC);

CREATE FUNCTION penny_planos_inmutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        NEW.activo := OLD.activo;
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

CREATE TRIGGER penny_planos_inmutable AFTER UPDATE ON penny_planos
    FOR EACH ROW EXECUTE FUNCTION penny_planos_inmutable();
CREATE TRIGGER penny_planos_sistema AFTER INSERT ON penny_planos
    FOR EACH ROW WHEN (NEW.plano_tipo = 'SISTEMA') EXECUTE FUNCTION penny_planos_inmutable();
CREATE TRIGGER penny_planos_sistema_queda AFTER DELETE ON penny_planos
    FOR EACH ROW WHEN (OLD.plano_tipo = 'SISTEMA') EXECUTE FUNCTION penny_planos_inmutable();
CREATE TRIGGER penny_planos_quedan BEFORE TRUNCATE ON penny_planos
    FOR EACH STATEMENT EXECUTE FUNCTION penny_planos_inmutable();
