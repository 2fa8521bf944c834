-- Beside what was heard of Penny, what the model had written: the rest of it was cut, or never spoken.

ALTER TABLE penny_log ADD COLUMN texto_generado TEXT NOT NULL DEFAULT '';
