-- Purpose: whose coverage a question is about, to be named below a chart.
-- Grain: one row a source with coverage in the scope, the one with the most distinct texts first. `whole` is of all of them together.
-- What stands in braces is replaced by scope.sql.
WITH scope AS ({scope})
SELECT coalesce(any_value(sources.name), scope.source_id) AS name, count(DISTINCT original_id) AS texts,
       (SELECT count(DISTINCT original_id) FROM scope) AS whole,
       (SELECT CAST(min(local_time(counted_at, day_only, $zone)) AS DATE) FROM scope) AS first,
       (SELECT CAST(max(local_time(counted_at, day_only, $zone)) AS DATE) FROM scope) AS last
FROM scope LEFT JOIN sources USING (source_id) GROUP BY scope.source_id ORDER BY texts DESC, name
