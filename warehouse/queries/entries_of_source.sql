-- Purpose: what a source brought in the half-year before a moment, as known then. Grain: one row a local day with entries.
SELECT CAST(timezone($zone, first_seen_at) AS DATE) AS day, count(*) AS entries
FROM entries
WHERE source_id = $source AND first_seen_at <= $as_of AND CAST(timezone($zone, first_seen_at) AS DATE) >= CAST($window_end AS DATE) - 180
GROUP BY day
ORDER BY day
