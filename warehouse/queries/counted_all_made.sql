-- Purpose: all that was collected in a scope. Grain: one row a period. A text counts once a period: as its original, or as its
-- copies where the original lies outside of the period or the scope.
-- What stands in braces is replaced by SQL for the time zone and the scope.
SELECT period, texts + coalesce(repeated, 0) AS total
FROM (SELECT period, sum(originals) AS texts FROM of_source GROUP BY period)
LEFT JOIN (
    SELECT period, count(*) AS repeated FROM (
        SELECT DISTINCT {period} AS period, text
        FROM (SELECT *, {local} AS local, {original_local} AS original_local FROM counted_copies)
        WHERE {within}
          AND NOT coalesce({period} = {original_period} AND {original_within}, false)
    ) GROUP BY period
) USING (period)
