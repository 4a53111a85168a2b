-- Purpose: from when to when there is coverage. Grain: one row.
-- What stands in braces is replaced by the view of all that is known, or by what was known at a moment.
SELECT CAST(min(local_time(counted_at, day_only, $zone)) AS DATE) AS first_day,
       CAST(max(local_time(counted_at, day_only, $zone)) AS DATE) AS last_day
FROM {counted}
