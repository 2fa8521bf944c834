-- Who has a token, and what she is. DECK keeps of a token its SHA-256 alone. Only DECK itself reads this table.

CREATE TABLE penny_players (
    player_id UUID PRIMARY KEY,
    rol VARCHAR(10) NOT NULL CHECK (rol IN ('owner', 'guest', 'supervisor')),
    token_hash VARCHAR(64) NOT NULL UNIQUE,
    creado TIMESTAMPTZ NOT NULL DEFAULT now()
);
