-- Purpose: how much of the coverage a term had, over time, as trend.sql tells it, from the counted tables.
-- Grain: one row a period from the first to the last with coverage, gaps included.
-- What stands in braces is replaced by other counted_*.sql questions, and by SQL for the time zone and the scope.
WITH chosen AS ({scope}),
of_source AS ({of_source}),
totals AS ({all}),
spine AS (
    SELECT unnest(generate_series(min(period), max(period), CASE $by
        WHEN 'hour' THEN INTERVAL 1 HOUR WHEN 'day' THEN INTERVAL 1 DAY
        WHEN 'week' THEN INTERVAL 7 DAY WHEN 'month' THEN INTERVAL 1 MONTH ELSE INTERVAL 1 YEAR END)) AS period
    FROM totals
),
lives AS ({begins}),
starts AS (SELECT began, sum(count(*)) OVER (ORDER BY began) AS expected FROM lives GROUP BY began),
expected AS (SELECT spine.period, starts.expected FROM spine ASOF JOIN starts ON spine.period >= starts.began),
found AS (
    SELECT {period} AS period, text, source, wire FROM (SELECT *, {local} AS local FROM ({hits})) WHERE {within}
),
publishers AS (
    SELECT period, sum(articles) AS articles, count(DISTINCT coalesce(nullif(wire, ''), owner_group, source_id)) AS publishers
    FROM (SELECT period, source, wire, count(*) AS articles FROM found GROUP BY period, source, wire) JOIN chosen USING (source)
    GROUP BY period
),
texts AS (SELECT period, count(DISTINCT text) AS texts FROM found GROUP BY period)
SELECT spine.period, CAST(coalesce(publishers.articles, 0) AS BIGINT) AS articles, coalesce(texts.texts, 0) AS texts,
       coalesce(publishers.publishers, 0) AS publishers, CAST(coalesce(totals.total, 0) AS BIGINT) AS total,
       CASE WHEN totals.total > 0 THEN coalesce(texts.texts, 0) / totals.total END AS share,
       coalesce(totals.live, 0) / expected.expected AS coverage
FROM spine LEFT JOIN totals USING (period) LEFT JOIN expected USING (period)
LEFT JOIN publishers USING (period) LEFT JOIN texts USING (period)
ORDER BY spine.period
