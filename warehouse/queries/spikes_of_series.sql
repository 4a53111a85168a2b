-- Purpose: how a series was judged, day by day. Grain: one row a day, its last judgement.
SELECT * FROM spikes
WHERE watch_id = $watch_id AND series = $series AND step_start BETWEEN $since AND $until
QUALIFY row_number() OVER (PARTITION BY step_start ORDER BY judged_at DESC) = 1
ORDER BY step_start
