-- Purpose: how many distinct texts a stretch of days has, and the days before it. Grain: one row.
SELECT count(DISTINCT original_id) FILTER (now) AS now, count(DISTINCT original_id) FILTER (NOT now) AS before
FROM (
    SELECT original_id, local_time(counted_at, day_only, $zone) >= $since AS now FROM articles_counted
    WHERE local_time(counted_at, day_only, $zone) >= $before AND local_time(counted_at, day_only, $zone) < $until
      AND ($language IS NULL OR language = $language)
)
