-- Purpose: put the copies counted since a number beside their originals. Grain: one row a copy.
INSERT INTO counted_copies
SELECT copy.text, copy.counted_at, copy.day_only, copy.source, copy.language,
       CASE WHEN original.article IS NULL THEN articles.original_id ELSE '' END,
       original.counted_at, original.day_only, original.source, original.language
FROM counted_articles AS copy JOIN articles ON articles.rowid = copy.place
LEFT JOIN counted_articles AS original ON original.article = copy.text AND original.text = original.article
WHERE copy.article > $counted AND copy.article <> copy.text
ORDER BY copy.article
