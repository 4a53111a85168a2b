-- Purpose: hits of series that are not known. Grain: one row a series.
SELECT watch_id || '/' || series AS example, count(*) AS rows
FROM watch_hits ANTI JOIN series USING (watch_id, series) GROUP BY ALL ORDER BY example
