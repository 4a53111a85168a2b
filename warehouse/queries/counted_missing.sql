-- Purpose: whether an original that was missing has come. Grain: one row, or none.
SELECT 1 AS found FROM articles
WHERE rowid >= $articles AND article_id IN (SELECT original_id FROM counted_copies WHERE original_id <> '') LIMIT 1
