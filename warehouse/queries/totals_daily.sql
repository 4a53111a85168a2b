-- Purpose: everything collected, as it was known at a moment: the exposure of every series.
-- Grain: one row a local day with at least one distinct text.
SELECT CAST(local_time(counted_at, day_only, $zone) AS DATE) AS day, count(*) AS texts
FROM articles_counted
WHERE article_id = original_id AND (first_seen_at <= $as_of OR ($rehearsing AND backfilled))
  AND CAST(local_time(counted_at, day_only, $zone) AS DATE) BETWEEN $since AND $until
GROUP BY day
