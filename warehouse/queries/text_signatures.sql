-- Purpose: the texts that a new one may be a copy of, and who owns their publishers. Grain: one row an original first seen since
-- a moment. Title and text only where the sample was forgotten.
SELECT signatures.article_id, text_sha256, signature,
       CASE WHEN signature = ''::BLOB THEN title ELSE '' END AS title, CASE WHEN signature = ''::BLOB THEN text ELSE '' END AS text,
       coalesce(sources.owner_group, articles.source_id) AS owner_group
FROM text_signatures AS signatures JOIN articles USING (article_id) LEFT JOIN sources USING (source_id)
WHERE signatures.first_seen_at >= $since AND articles.original_id = articles.article_id
ORDER BY signatures.first_seen_at, signatures.article_id
