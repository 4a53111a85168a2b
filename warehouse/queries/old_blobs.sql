-- Purpose: bytes in the raw archive that nobody needs any more: all their pages were fetched before a moment and, where
-- `keep_articles`, no stored article was made from them. Grain: one row a hash.
SELECT raw_sha256
FROM pages
GROUP BY raw_sha256
HAVING max(fetched_at) < $before
   AND NOT ($keep_articles AND raw_sha256 IN (SELECT raw_sha256 FROM articles))
ORDER BY raw_sha256
