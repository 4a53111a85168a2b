-- Purpose: which texts a series had in a window of days, as known at a moment, when the first of them was out, and whose.
-- Grain: one row a text, by its original; told by the original where that lies in the window, else by its earliest article there.
SELECT counted.original_id, min(counted.counted_at) AS first_at, bool_or(counted.article_id = counted.original_id) AS original,
       count(*) - 1 AS copies,
       first(counted.article_id ORDER BY counted.article_id <> counted.original_id, counted.counted_at, counted.article_id) AS article_id,
       first(counted.source_id ORDER BY counted.article_id <> counted.original_id, counted.counted_at, counted.article_id) AS source_id,
       first(counted.publisher ORDER BY counted.article_id <> counted.original_id, counted.counted_at, counted.article_id) AS publisher,
       first(counted.country ORDER BY counted.article_id <> counted.original_id, counted.counted_at, counted.article_id) AS country,
       first(counted.language ORDER BY counted.article_id <> counted.original_id, counted.counted_at, counted.article_id) AS language
FROM watch_hits AS hits JOIN articles_counted AS counted USING (article_id) JOIN articles USING (article_id)
WHERE hits.watch_id = $watch_id AND hits.series = $series AND (greatest(counted.first_seen_at, articles.fetched_at) <= $as_of OR ($rehearsing AND counted.backfilled))
  AND CAST(local_time(counted_at, day_only, $zone) AS DATE) BETWEEN $window_start AND $window_end
  AND ($first_hour IS NULL OR {hour} BETWEEN $first_hour AND $last_hour)
GROUP BY counted.original_id
ORDER BY counted.original_id
