-- What Penny learns of a person by herself, beside the plano 2 that the person writes: how she pauses while she speaks.

CREATE TABLE penny_ritmo (
    player_id UUID PRIMARY KEY,
    -- Not rounded, so that many short sessions move it too.
    pausa_media_ms DOUBLE PRECISION NOT NULL CHECK (pausa_media_ms BETWEEN 0 AND 10000),
    pausas INTEGER NOT NULL CHECK (pausas > 0),
    actualizado TIMESTAMPTZ NOT NULL DEFAULT now()
);
