-- Purpose: which texts a series had in a window of days, as known at a moment, and when the first of them was out.
-- Grain: one row a text, by its original.
SELECT counted.original_id, min(counted.counted_at) AS first_at
FROM watch_hits AS hits JOIN articles_counted AS counted USING (article_id) JOIN articles USING (article_id)
WHERE hits.watch_id = $watch_id AND hits.series = $series AND (greatest(counted.first_seen_at, articles.fetched_at) <= $as_of OR ($rehearsing AND counted.backfilled))
  AND CAST(local_time(counted_at, day_only, $zone) AS DATE) BETWEEN $window_start AND $window_end
GROUP BY counted.original_id
ORDER BY counted.original_id
