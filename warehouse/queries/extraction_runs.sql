-- Purpose: of the latest pages of each source, and of those before them, how many became articles; pages that could not be
-- fetched do not count. Grain: one row a source with a page since a moment.
WITH settled AS (
    SELECT source_id, fetched_at AS decided_at, true AS article FROM articles WHERE entry_id <> '' AND fetched_at >= $since
    UNION ALL
    SELECT source_id, rejected_at, false FROM rejections
    WHERE entry_id <> '' AND raw_sha256 <> '' AND rejected_at >= $since
),
placed AS (
    SELECT *, row_number() OVER (PARTITION BY source_id ORDER BY decided_at DESC) <= $latest AS late FROM settled
)
SELECT source_id,
       count(*) FILTER (late AND article) AS articles, count(*) FILTER (late) AS pages,
       count(*) FILTER (NOT late AND article) AS earlier_articles, count(*) FILTER (NOT late) AS earlier_pages
FROM placed
GROUP BY source_id
ORDER BY source_id
