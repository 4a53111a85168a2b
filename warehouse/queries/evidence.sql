-- Purpose: the texts behind a series in a window of days, as known at a moment, with the span that counted.
-- Grain: one row a text (its original, else its earliest article in the window); most printed first, then newest.
WITH matched AS (
    SELECT hits.*, counted.original_id, counted.counted_at, counted.source_id, counted.publisher
    FROM watch_hits AS hits JOIN articles_counted AS counted USING (article_id) JOIN articles USING (article_id)
    WHERE hits.watch_id = $watch_id AND hits.series = $series AND (greatest(counted.first_seen_at, articles.fetched_at) <= $as_of OR ($rehearsing AND counted.backfilled))
      AND CAST(local_time(counted_at, day_only, $zone) AS DATE) BETWEEN $window_start AND $window_end
  AND ($first_hour IS NULL OR {hour} BETWEEN $first_hour AND $last_hour)
),
ranked AS (
    SELECT *, count(*) OVER (PARTITION BY original_id) - 1 AS copies,
           row_number() OVER (PARTITION BY original_id ORDER BY article_id <> original_id, counted_at, article_id) AS place
    FROM matched
)
SELECT ranked.article_id, ranked.source_id, articles.url, articles.title, articles.published_at, articles.text,
       ranked.surface, ranked.start_char, ranked.end_char, ranked.in_title, ranked.copies, ranked.publisher
FROM ranked JOIN articles USING (article_id)
WHERE place = 1
ORDER BY copies DESC, ranked.counted_at DESC, ranked.article_id
LIMIT $most
