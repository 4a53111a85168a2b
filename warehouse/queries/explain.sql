-- Purpose: the articles behind a trend, or behind one of its periods, with where in them the term stands.
-- Grain: one row a text and period (its original, else its earliest article there), oldest first, of each period at most the
-- first $each. `found` counts all of them, `found_in_period` those of the period.
-- What stands in braces is replaced by one of the match_*.sql and of the place_*.sql questions, and by scope.sql.
WITH matched AS ({matched}),
scope AS ({scope}),
ranked AS (
    SELECT scope.*, count(*) OVER one_text - 1 AS copies,
           row_number() OVER (one_text ORDER BY article_id <> original_id, counted_at, article_id) AS place
    FROM scope JOIN matched USING (article_id)
    WHERE $period IS NULL OR period = date_trunc($by, CAST($period AS TIMESTAMP))
    WINDOW one_text AS (PARTITION BY period, original_id)
),
texts AS (
    SELECT *, count(*) OVER () AS found, count(*) OVER one_period AS found_in_period,
           row_number() OVER (one_period ORDER BY counted_at, article_id) AS nth
    FROM ranked WHERE place = 1
    WINDOW one_period AS (PARTITION BY period)
),
shown AS (
    SELECT * FROM texts WHERE $each IS NULL OR nth <= $each
    ORDER BY period, counted_at, article_id LIMIT $most
),
places AS ({places})
SELECT shown.period, shown.counted_at, shown.day_only, shown.source_id, articles.title, articles.text, articles.url, shown.copies,
       shown.article_id, articles.raw_sha256, shown.found, shown.found_in_period, places.start_char, places.end_char, places.in_title
FROM shown JOIN articles USING (article_id) LEFT JOIN places USING (article_id)
ORDER BY shown.period, shown.counted_at, shown.article_id
