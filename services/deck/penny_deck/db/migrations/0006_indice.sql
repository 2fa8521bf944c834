-- What the log is searched by: the stems of a turn's words, each under the player's key, so that the database can
-- compare them and nobody can read them. NULL: not reckoned yet.

ALTER TABLE penny_log ADD COLUMN indice TEXT[];

CREATE INDEX penny_log_indice ON penny_log USING gin (indice);
CREATE INDEX penny_log_tiempo ON penny_log (timestamp_inicio DESC);
CREATE INDEX penny_log_sin_indice ON penny_log (id) WHERE indice IS NULL;
