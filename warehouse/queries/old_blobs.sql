-- Purpose: bytes in the raw archive that nobody needs any more: all their pages were fetched, or seen again, before a moment and,
-- where `keep_articles`, no stored article or revision was made from them. Grain: one row a hash.
SELECT raw_sha256
FROM (SELECT raw_sha256, fetched_at FROM pages UNION ALL SELECT raw_sha256, checked_at FROM page_checks)
GROUP BY raw_sha256
HAVING max(fetched_at) < $before
   AND NOT ($keep_articles AND raw_sha256 IN (SELECT raw_sha256 FROM articles UNION ALL SELECT raw_after FROM revisions))
ORDER BY raw_sha256
