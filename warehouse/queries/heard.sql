-- Purpose: what was heard of each source, by the first look that knew of it: entries and imported articles, polls and their ends.
-- Grain: one row a look, local day, source and reason of failed polls (empty for all else). Entries count when they were first seen.
WITH looks AS (
    SELECT unnest(from_json($looks, '["TIMESTAMPTZ"]')) AS judged_at
),
signs AS (
    SELECT source_id, CAST(timezone($zone, first_seen_at) AS DATE) AS day, first_seen_at AS known_at, '' AS reason,
           1 AS brought, 0 AS asked, 0 AS answered, 0 AS suspended
    FROM entries
    UNION ALL
    SELECT counted.source_id, CAST(local_time(counted_at, day_only, $zone) AS DATE),
           CASE WHEN $rehearsing THEN counted_at ELSE greatest(counted.first_seen_at, fetched_at) END, '', 1, 0, 0, 0
    FROM articles_counted AS counted JOIN articles USING (article_id) WHERE counted.backfilled
    UNION ALL
    SELECT source_id, CAST(timezone($zone, polled_at) AS DATE), polled_at, reason, 0, 1,
           CAST(outcome <> 'failed' AS INTEGER), CAST(coalesce(state, '') = 'suspended' AS INTEGER)
    FROM polls JOIN feeds USING (feed_id)
)
SELECT looks.judged_at, day, source_id, reason, sum(brought) AS brought, sum(asked) AS asked, sum(answered) AS answered,
       sum(suspended) AS suspended
FROM signs ASOF JOIN looks ON signs.known_at <= looks.judged_at
WHERE day BETWEEN $since AND $until
GROUP BY ALL
ORDER BY looks.judged_at, day, source_id, reason
