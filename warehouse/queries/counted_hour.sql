-- Purpose: the hour that an article counts in, since 1970: a part that stands in other questions. Of which only the day is known
-- counts in the hour of that day in which it was first seen, else in the day's last. Grain: one value an article.
CASE WHEN NOT day_only THEN CAST(floor(epoch(counted_at) / 3600) AS BIGINT)
                WHEN NOT counted.backfilled AND CAST(timezone($zone, counted.first_seen_at) AS DATE) = CAST(local_time(counted_at, day_only, $zone) AS DATE)
                THEN CAST(floor(epoch(counted.first_seen_at) / 3600) AS BIGINT)
                ELSE CAST(ceil(epoch(timezone($zone, CAST(CAST(local_time(counted_at, day_only, $zone) AS DATE) + 1 AS TIMESTAMP))) / 3600) AS BIGINT) - 1 END
