-- Knowledge: collections of a person's documents, cut into passages. Needs pgvector, which db/extension.py sees to.

CREATE TABLE penny_colecciones (
    id UUID PRIMARY KEY,
    player_id UUID NOT NULL,
    nombre TEXT NOT NULL,
    nombre_hash VARCHAR(64) NOT NULL,
    creado TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT penny_colecciones_nombre UNIQUE (player_id, nombre_hash),
    UNIQUE (id, player_id)
);

CREATE TABLE penny_documentos (
    id UUID PRIMARY KEY,
    player_id UUID NOT NULL,
    coleccion_id UUID NOT NULL,
    nombre TEXT NOT NULL,
    nombre_hash VARCHAR(64) NOT NULL,
    tipo VARCHAR(10) NOT NULL,
    bytes BIGINT NOT NULL CHECK (bytes > 0),
    sha256 TEXT NOT NULL,
    paginas INTEGER NOT NULL,
    pasajes INTEGER NOT NULL,
    -- How it was read, and what made its vectors: a document that was made by another is not up to date.
    hecho_por VARCHAR(60) NOT NULL,
    actualizado TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT penny_documentos_nombre UNIQUE (coleccion_id, nombre_hash),
    UNIQUE (id, coleccion_id, player_id),
    FOREIGN KEY (coleccion_id, player_id) REFERENCES penny_colecciones (id, player_id) ON DELETE CASCADE
);
CREATE INDEX penny_documentos_player ON penny_documentos (player_id);

CREATE TABLE penny_pasajes (
    id UUID PRIMARY KEY,
    player_id UUID NOT NULL,
    coleccion_id UUID NOT NULL,
    documento_id UUID NOT NULL,
    numero INTEGER NOT NULL,
    pagina INTEGER NOT NULL,
    pagina_final INTEGER NOT NULL,
    texto TEXT NOT NULL,
    indice TEXT[] NOT NULL,
    UNIQUE (documento_id, numero),
    UNIQUE (id, coleccion_id, player_id),
    FOREIGN KEY (documento_id, coleccion_id, player_id)
        REFERENCES penny_documentos (id, coleccion_id, player_id) ON DELETE CASCADE
);
-- Text and words are kept aside, so that the passages that have a word lie close together: to look among 40,000 took
-- 33 ms before, and takes 10. What is sealed cannot be compressed.
ALTER TABLE penny_pasajes SET (toast_tuple_target = 128);
ALTER TABLE penny_pasajes ALTER COLUMN texto SET STORAGE EXTERNAL;
-- Passages come many at once, and are looked for at once: a list of those not indexed yet would have to be read.
CREATE INDEX penny_pasajes_indice ON penny_pasajes USING gin (indice) WITH (fastupdate = off);

-- Apart from the passages, so that reading all of a person's vectors reads nothing else: measured at 10,000, that takes
-- 5 ms with half the precision, which costs no rank; an HNSW index took 1 to 4 ms, 1 ms for each insertion, and as much
-- room again.
CREATE TABLE penny_vectores (
    pasaje_id UUID PRIMARY KEY,
    player_id UUID NOT NULL,
    coleccion_id UUID NOT NULL,
    vector HALFVEC(384) NOT NULL,
    FOREIGN KEY (pasaje_id, coleccion_id, player_id)
        REFERENCES penny_pasajes (id, coleccion_id, player_id) ON DELETE CASCADE
);
ALTER TABLE penny_vectores ALTER COLUMN vector SET STORAGE PLAIN;
CREATE INDEX penny_vectores_player ON penny_vectores (player_id, coleccion_id);

-- Both are looked for within functions, as penny_buscar does it: a policy keeps PostgreSQL from using the index for
-- "@>", and asks anew for each vector whose it is.
--
-- A word weighs the more the rarer it is among the passages; `parte` is a passage's share of all the words' weight.
CREATE FUNCTION penny_por_palabras(terminos TEXT[], coleccion UUID, maximo INTEGER)
    RETURNS TABLE (pasaje UUID, parte DOUBLE PRECISION)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY EXECUTE
        'WITH hallados AS MATERIALIZED (
            SELECT t.termino, p.id
            FROM unnest($1) AS t (termino) JOIN penny_pasajes AS p ON p.indice @> ARRAY[t.termino]
            WHERE p.player_id = $4 AND ($2 IS NULL OR p.coleccion_id = $2)
        ), todos AS (
            SELECT COALESCE(sum(pasajes), 0)::FLOAT8 AS cuantos FROM penny_documentos
            WHERE player_id = $4 AND ($2 IS NULL OR coleccion_id = $2)
        ), pesos AS MATERIALIZED (
            SELECT t.termino, ln(1 + (SELECT cuantos FROM todos) / greatest(count(h.id), 1)) AS peso
            FROM unnest($1) AS t (termino) LEFT JOIN hallados AS h USING (termino) GROUP BY t.termino
        )
        SELECT h.id, sum(peso) / (SELECT sum(peso) FROM pesos) AS parte
        FROM hallados AS h JOIN pesos USING (termino) GROUP BY h.id ORDER BY parte DESC, h.id LIMIT $3'
        USING terminos, coleccion, maximo, penny_player();
END;
$$;
CREATE FUNCTION penny_por_sentido(pregunta REAL[], coleccion UUID, maximo INTEGER)
    RETURNS TABLE (pasaje UUID, cercania DOUBLE PRECISION)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY EXECUTE
        'SELECT pasaje_id, 1 - (vector <=> $1::halfvec) FROM penny_vectores
        WHERE player_id = $4 AND ($2 IS NULL OR coleccion_id = $2) ORDER BY vector <=> $1::halfvec LIMIT $3'
        USING pregunta, coleccion, maximo, penny_player();
END;
$$;
REVOKE EXECUTE ON FUNCTION penny_por_palabras, penny_por_sentido FROM PUBLIC;
GRANT EXECUTE ON FUNCTION penny_por_palabras, penny_por_sentido TO penny_persona;

ALTER TABLE penny_colecciones ENABLE ROW LEVEL SECURITY;
ALTER TABLE penny_documentos ENABLE ROW LEVEL SECURITY;
ALTER TABLE penny_pasajes ENABLE ROW LEVEL SECURITY;
ALTER TABLE penny_vectores ENABLE ROW LEVEL SECURITY;
CREATE POLICY penny_suyo ON penny_colecciones TO penny_persona USING (player_id = penny_player());
CREATE POLICY penny_suyo ON penny_documentos TO penny_persona USING (player_id = penny_player());
CREATE POLICY penny_suyo ON penny_pasajes TO penny_persona USING (player_id = penny_player());
CREATE POLICY penny_suyo ON penny_vectores TO penny_persona USING (player_id = penny_player());
GRANT SELECT, INSERT, DELETE ON penny_colecciones, penny_documentos, penny_pasajes, penny_vectores TO penny_persona;
