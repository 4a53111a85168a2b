-- Purpose: from when to when there is coverage. Grain: one row.
SELECT CAST(min(local_time(counted_at, day_only, $zone)) AS DATE) AS first_day,
       CAST(max(local_time(counted_at, day_only, $zone)) AS DATE) AS last_day
FROM articles_counted
