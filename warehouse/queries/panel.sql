-- Purpose: how steadily each source was there, so that those of all periods can be told from those that came or went.
-- Grain: one row a source, with the least part of the collected days of any stretch on which it brought something.
-- A stretch is a period, of hours and days a week. One with fewer than $fewest collected days decides nothing, unless none
-- has more. What stands in braces is replaced by scope.sql.
WITH scope AS ({scope}),
days AS (
    SELECT DISTINCT source_id, CAST(local_time(counted_at, day_only, $zone) AS DATE) AS day,
           date_trunc(CASE WHEN $by IN ('hour', 'day') THEN 'week' ELSE $by END, local_time(counted_at, day_only, $zone)) AS stretch
    FROM scope
),
collected AS (SELECT stretch, count(DISTINCT day) AS days FROM days GROUP BY stretch),
deciding AS (SELECT * FROM collected WHERE days >= least($fewest, (SELECT max(days) FROM collected))),
brought AS (SELECT source_id, stretch, count(*) AS days FROM days GROUP BY ALL)
SELECT source_id, min(coalesce(brought.days, 0) / deciding.days) AS least_part
FROM (SELECT DISTINCT source_id FROM days) CROSS JOIN deciding LEFT JOIN brought USING (source_id, stretch)
GROUP BY source_id ORDER BY source_id
