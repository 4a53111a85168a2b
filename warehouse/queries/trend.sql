-- Purpose: how much of the coverage a term had, over time, beside all coverage of the same scope.
-- Grain: one row a period from the first to the last with coverage, gaps included. Texts and totals count distinct texts;
-- coverage is the part of the expected sources that published anything: of a day or an hour, and of longer periods the mean of
-- their days, as far as they were asked about. Periods go on to $first and $last where these are given, days with coverage.
-- What stands in braces is replaced by one of the match_*.sql questions, by scope.sql and by scope_ever.sql.
WITH matched AS ({matched}),
scope AS ({scope}),
totals AS (SELECT period, count(DISTINCT original_id) AS total FROM scope GROUP BY period),
live AS (
    SELECT date_trunc(CASE $by WHEN 'hour' THEN 'hour' ELSE 'day' END, local) AS step, count(DISTINCT source_id) AS sources
    FROM scope GROUP BY step
),
begins AS ( -- a source is expected from its first article on, or from the first poll of it that was answered
    SELECT source_id, local FROM ({ever})
    UNION ALL
    SELECT feeds.source_id, local_time(polls.polled_at, false, $zone) AS local
    FROM polls JOIN feeds USING (feed_id) JOIN sources USING (source_id)
    WHERE polls.outcome <> 'failed' AND ($as_of IS NULL OR polls.polled_at <= CAST($as_of AS TIMESTAMPTZ))
      AND ($source IS NULL OR source_id = $source)
      AND ($country IS NULL OR country = $country) AND ($language IS NULL OR language = $language)
      AND ($owner_group IS NULL OR owner_group = $owner_group)
      AND ($panel IS NULL OR list_contains(CAST($panel AS VARCHAR[]), source_id))
),
lives AS (
    SELECT source_id, date_trunc(CASE $by WHEN 'hour' THEN 'hour' ELSE 'day' END, min(local)) AS began FROM begins GROUP BY source_id
),
{covered_periods},
hits AS (
    SELECT period, count(*) AS articles, count(DISTINCT original_id) AS texts, count(DISTINCT publisher) AS publishers
    FROM scope JOIN matched USING (article_id) GROUP BY period
)
SELECT spine.period, coalesce(hits.articles, 0) AS articles, coalesce(hits.texts, 0) AS texts,
       coalesce(hits.publishers, 0) AS publishers, coalesce(totals.total, 0) AS total,
       CASE WHEN totals.total > 0 THEN coalesce(hits.texts, 0) / totals.total END AS share,
       covered.coverage
FROM spine LEFT JOIN totals USING (period) LEFT JOIN covered USING (period) LEFT JOIN hits USING (period)
ORDER BY spine.period
