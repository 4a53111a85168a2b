-- Purpose: the periods of a trend and how much of each was collected; stands in braces in other questions, after totals, live and lives.
-- Grain: one row a period from the first to the last with coverage, or to the days asked for.
spine AS (
    SELECT unnest(generate_series(
        coalesce(date_trunc($by, CAST($first AS TIMESTAMP)), min(period)),
        coalesce(date_trunc($by, CAST($last AS TIMESTAMP) + INTERVAL 23 HOUR), max(period)), CASE $by
        WHEN 'hour' THEN INTERVAL 1 HOUR WHEN 'day' THEN INTERVAL 1 DAY
        WHEN 'week' THEN INTERVAL 7 DAY WHEN 'month' THEN INTERVAL 1 MONTH ELSE INTERVAL 1 YEAR END)) AS period
    FROM totals WHERE EXISTS (SELECT 1 FROM lives)
),
steps AS ( -- the days of the periods, or their hours, as far as they were asked about
    SELECT step, date_trunc($by, step) AS period FROM (
        SELECT unnest(generate_series(
            greatest(min(period), CAST($since AS TIMESTAMP)),
            least(max(period) + CASE $by WHEN 'hour' THEN INTERVAL 1 HOUR WHEN 'day' THEN INTERVAL 1 DAY
                WHEN 'week' THEN INTERVAL 7 DAY WHEN 'month' THEN INTERVAL 1 MONTH ELSE INTERVAL 1 YEAR END, CAST($until AS TIMESTAMP)) - INTERVAL 1 HOUR,
            CASE $by WHEN 'hour' THEN INTERVAL 1 HOUR ELSE INTERVAL 1 DAY END)) AS step
        FROM spine
    )
),
starts AS (SELECT began, sum(count(*)) OVER (ORDER BY began) AS expected FROM lives GROUP BY began),
covered AS ( -- summed up in their order, so that it is the same to the last digit whenever it is asked
    SELECT period, avg(coalesce(live.sources / starts.expected, 0) ORDER BY step) AS coverage
    FROM steps ASOF LEFT JOIN starts ON steps.step >= starts.began LEFT JOIN live USING (step) GROUP BY period
)
