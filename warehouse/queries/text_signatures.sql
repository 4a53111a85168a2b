-- Purpose: the texts that a new one may be a copy of. Grain: one row an original first seen since a moment.
SELECT signatures.article_id, text_sha256, signature
FROM text_signatures AS signatures
WHERE first_seen_at >= $since
ORDER BY first_seen_at, signatures.article_id
