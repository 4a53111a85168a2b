-- Purpose: all that was collected in a scope, beside which the findings of a trend stand.
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
expected AS (SELECT spine.period, starts.expected FROM spine ASOF JOIN starts ON spine.period >= starts.began)
SELECT spine.period, CAST(coalesce(totals.total, 0) AS BIGINT) AS total, coalesce(totals.live, 0) / expected.expected AS coverage
FROM spine LEFT JOIN totals USING (period) LEFT JOIN expected USING (period)
ORDER BY spine.period
