-- Purpose: from when to when there is coverage, as covered_days.sql tells it, from the counted tables. Grain: one row.
-- What stands in braces is replaced by SQL for the time zone.
SELECT CAST(min({local}) AS DATE) AS first_day, CAST(max({local}) AS DATE) AS last_day
FROM (
    SELECT day_only, min(counted_at) AS counted_at FROM counted_articles GROUP BY day_only
    UNION ALL SELECT day_only, max(counted_at) FROM counted_articles GROUP BY day_only
)
