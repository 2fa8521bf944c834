-- Only what is a player's own is ever sealed: or else a plano 0 could be given another content by calling it sealed.

ALTER TABLE penny_planos ADD CONSTRAINT penny_planos_sellado CHECK (NOT sellado OR player_id IS NOT NULL);
