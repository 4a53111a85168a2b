-- Purpose: the texts that one seen at a later moment may be a copy of, and who owns their publishers. Grain: one row an original
-- first seen after one moment and up to another, oldest first. Title and text only where the sample was forgotten.
SELECT article_id, text_sha256, signature, articles.first_seen_at,
       CASE WHEN signature = ''::BLOB THEN title ELSE '' END AS title, CASE WHEN signature = ''::BLOB THEN text ELSE '' END AS text,
       coalesce(sources.owner_group, articles.source_id) AS owner_group
FROM text_signatures AS signatures JOIN articles USING (article_id) LEFT JOIN sources USING (source_id)
WHERE articles.first_seen_at > $after AND articles.first_seen_at <= $until AND articles.original_id = article_id
ORDER BY articles.first_seen_at, article_id
