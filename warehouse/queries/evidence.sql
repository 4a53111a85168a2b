-- Purpose: the texts behind a series in a window of days, as known at a moment, with the span that counted.
-- Grain: one row a text (its original, else its earliest article in the window); most printed first, then newest.
-- What stands in braces is replaced by own_hits.sql, or by a table of its rows.
WITH ranked AS (
    SELECT *, count(*) OVER (PARTITION BY original_id) - 1 AS copies,
           row_number() OVER (PARTITION BY original_id ORDER BY article_id <> original_id, counted_at, article_id) AS place
    FROM {own} AS own
    WHERE watch_id = $watch_id AND series = $series AND known_at <= $as_of
      AND day BETWEEN $window_start AND $window_end AND ($first_hour IS NULL OR hour BETWEEN $first_hour AND $last_hour)
),
shown AS MATERIALIZED (
    SELECT * FROM ranked WHERE place = 1 ORDER BY copies DESC, counted_at DESC, article_id LIMIT $most
)
SELECT shown.article_id, shown.source_id, articles.url, articles.title, articles.published_at, articles.text,
       shown.surface, shown.start_char, shown.end_char, shown.in_title, shown.copies, shown.publisher,
       row_number() OVER (ORDER BY shown.copies DESC, shown.counted_at DESC, shown.article_id) AS place
FROM shown JOIN articles USING (article_id)
ORDER BY place
