-- Purpose: the texts of a series in a window of days, and the newest of its watch's texts before it, as known at a moment.
-- Grain: one row a text, by its original, copies left out; `now` tells the window.
WITH counted AS (
    SELECT DISTINCT counted.article_id, counted.publisher, counted.counted_at, articles.title, articles.text,
           CAST(local_time(counted_at, day_only, $zone) AS DATE) >= $window_start AS now
    FROM watch_hits AS hits JOIN articles_counted AS counted USING (article_id) JOIN articles USING (article_id)
    WHERE hits.watch_id = $watch_id AND counted.article_id = counted.original_id
      AND (greatest(counted.first_seen_at, articles.fetched_at) <= $as_of OR ($rehearsing AND counted.backfilled))
      AND CAST(local_time(counted_at, day_only, $zone) AS DATE) BETWEEN $before AND $window_end
      AND (hits.series = $series OR CAST(local_time(counted_at, day_only, $zone) AS DATE) < $window_start)
)
SELECT article_id, publisher, title, text, now FROM counted
QUALIFY row_number() OVER (PARTITION BY now ORDER BY counted_at DESC, article_id) <= $most
ORDER BY article_id
