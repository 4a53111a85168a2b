-- Purpose: the texts of a series in a window of days, and the newest texts before it of its watch, or of everything collected,
-- as known at a moment. Grain: one row a text, by its original, copies left out; `now` tells the window.
WITH chosen AS (
    SELECT counted.article_id, counted.publisher, CAST(local_time(counted_at, day_only, $zone) AS DATE) >= $window_start AND ($first_hour IS NULL OR {hour} >= $first_hour) AS now
    FROM articles_counted AS counted JOIN articles USING (article_id)
    WHERE counted.article_id = counted.original_id
      AND (greatest(counted.first_seen_at, articles.fetched_at) <= $as_of OR ($rehearsing AND counted.backfilled))
      AND CAST(local_time(counted_at, day_only, $zone) AS DATE) BETWEEN $before AND $window_end AND ($first_hour IS NULL OR {hour} <= $last_hour)
      AND CASE WHEN now THEN counted.article_id IN (SELECT article_id FROM watch_hits WHERE watch_id = $watch_id AND series = $series)
               ELSE $everything OR counted.article_id IN (SELECT article_id FROM watch_hits WHERE watch_id = $watch_id) END
    QUALIFY row_number() OVER (PARTITION BY now ORDER BY counted_at DESC, counted.article_id) <= $most
)
SELECT chosen.*, articles.title, articles.text FROM chosen JOIN articles USING (article_id) ORDER BY article_id
