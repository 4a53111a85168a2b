-- Purpose: forget the samples of texts that are too old for a new one to be told their copy: they are drawn again where they are
-- wanted, and nothing packs them. Grain: one row a text.
UPDATE text_signatures SET signature = ''::BLOB
WHERE signature <> ''::BLOB AND first_seen_at < (SELECT max(first_seen_at) FROM text_signatures) - to_days($days)
