-- Purpose: all that was collected in a scope, beside which the findings of a trend stand.
-- Grain: one row a period from the first to the last with coverage, gaps included; where $first and $last are given, days with coverage,
-- to these. Coverage is that of a day or an hour, and of longer periods the mean of their days, as far as they were asked about.
-- What stands in braces is replaced by other counted_*.sql questions, and by SQL for the time zone and the scope.
WITH chosen AS ({scope}),
of_source AS ({of_source}),
totals AS ({all}),
live AS ({live}),
lives AS ({begins}),
{covered_periods}
SELECT spine.period, CAST(coalesce(totals.total, 0) AS BIGINT) AS total, covered.coverage
FROM spine LEFT JOIN totals USING (period) LEFT JOIN covered USING (period)
ORDER BY spine.period
