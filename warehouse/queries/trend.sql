-- Purpose: how much of the coverage a term had, over time, beside all coverage of the same scope.
-- Grain: one row a period from the first to the last with coverage, gaps included. Texts and totals count distinct texts;
-- coverage is the part of the expected sources that published anything.
-- What stands in braces is replaced by one of the match_*.sql questions, and by scope.sql.
WITH matched AS ({matched}),
scope AS ({scope}),
spine AS (
    SELECT unnest(generate_series(min(period), max(period), CASE $by
        WHEN 'hour' THEN INTERVAL 1 HOUR WHEN 'day' THEN INTERVAL 1 DAY
        WHEN 'week' THEN INTERVAL 7 DAY WHEN 'month' THEN INTERVAL 1 MONTH ELSE INTERVAL 1 YEAR END)) AS period
    FROM scope
),
totals AS (
    SELECT period, count(DISTINCT original_id) AS total, count(DISTINCT source_id) AS live FROM scope GROUP BY period
),
begins AS ( -- a source is expected from its first article on, or from the first poll of it that was answered
    SELECT source_id, period AS began FROM scope
    UNION ALL
    SELECT feeds.source_id, date_trunc($by, local_time(polls.polled_at, false, $zone)) AS began
    FROM polls JOIN feeds USING (feed_id) JOIN sources USING (source_id)
    WHERE polls.outcome <> 'failed' AND ($as_of IS NULL OR polls.polled_at <= CAST($as_of AS TIMESTAMPTZ))
      AND ($source IS NULL OR source_id = $source)
      AND ($country IS NULL OR country = $country) AND ($language IS NULL OR language = $language)
      AND ($owner_group IS NULL OR owner_group = $owner_group)
      AND ($panel IS NULL OR list_contains(CAST($panel AS VARCHAR[]), source_id))
),
lives AS (SELECT source_id, min(began) AS began FROM begins GROUP BY source_id),
expected AS (
    SELECT spine.period, count(*) AS expected FROM spine JOIN lives ON lives.began <= spine.period GROUP BY spine.period
),
hits AS (
    SELECT period, count(*) AS articles, count(DISTINCT original_id) AS texts, count(DISTINCT publisher) AS publishers
    FROM scope JOIN matched USING (article_id) GROUP BY period
)
SELECT spine.period, coalesce(hits.articles, 0) AS articles, coalesce(hits.texts, 0) AS texts,
       coalesce(hits.publishers, 0) AS publishers, coalesce(totals.total, 0) AS total,
       CASE WHEN totals.total > 0 THEN coalesce(hits.texts, 0) / totals.total END AS share,
       coalesce(totals.live, 0) / expected.expected AS coverage
FROM spine LEFT JOIN totals USING (period) LEFT JOIN expected USING (period) LEFT JOIN hits USING (period)
ORDER BY spine.period
