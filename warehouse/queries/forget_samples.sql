-- Purpose: forget the samples of texts that are too old for a new one to be told their copy: they are drawn again where they are
-- wanted, and nothing packs them. A text seen by a clock that ran ahead makes no other old. Grain: one row a text.
UPDATE text_signatures SET signature = ''::BLOB
WHERE signature <> ''::BLOB AND first_seen_at < least($now, (SELECT max(first_seen_at) FROM text_signatures)) - to_days($days)
