-- Purpose: everything collected, and what of it counts for a watch or a series, by the first look that knew of it.
-- Grain: one row a look, local day, origin (source, owner group, publisher) and subject: watch_id and series empty for all that
-- was collected, series empty for a watch; where hours are asked for, also the hour (since 1970). A text of which only the day is
-- known counts in the hour of that day in which it was first seen, else in the day's last. Texts count on the day of their original; late ones became known more than a day
-- after the day they count on or, undated, on the first day after their source had brought nothing for two.
WITH looks AS (
    SELECT unnest(from_json($looks, '["TIMESTAMPTZ"]')) AS judged_at
),
awake AS (
    SELECT source_id, day, day - lag(day) OVER (PARTITION BY source_id ORDER BY day) > 2 AS returned
    FROM (SELECT DISTINCT source_id, CAST(timezone($zone, first_seen_at) AS DATE) AS day FROM articles_counted WHERE NOT backfilled)
),
counted AS (
    SELECT article_id, article_id = counted.original_id AS original, counted.source_id, coalesce(owner_group, counted.source_id) AS owner,
           publisher, CAST(local_time(counted_at, day_only, $zone) AS DATE) AS day,
           CASE WHEN $hours THEN {hour} END AS hour,
           CASE WHEN $rehearsing AND counted.backfilled THEN counted_at ELSE greatest(counted.first_seen_at, fetched_at) END AS known_at,
           CASE WHEN $rehearsing AND counted.backfilled THEN false
                WHEN counted_at = counted.first_seen_at THEN coalesce(awake.returned, false)
                ELSE CAST(timezone($zone, counted.first_seen_at) AS DATE) > CAST(local_time(counted_at, day_only, $zone) AS DATE) + 1 END AS late
    FROM articles_counted AS counted JOIN articles USING (article_id)
    LEFT JOIN awake ON awake.source_id = counted.source_id AND awake.day = CAST(timezone($zone, counted.first_seen_at) AS DATE)
    WHERE CAST(local_time(counted_at, day_only, $zone) AS DATE) BETWEEN $since AND $until
),
known AS (
    SELECT counted.*, looks.judged_at FROM counted ASOF JOIN looks ON counted.known_at <= looks.judged_at
),
subjects AS (
    SELECT known.*, '' AS watch_id, '' AS series FROM known
    UNION ALL
    SELECT known.*, hits.watch_id, '' FROM known JOIN (SELECT DISTINCT article_id, watch_id FROM watch_hits) AS hits USING (article_id)
    UNION ALL
    SELECT known.*, hits.watch_id, hits.series FROM known JOIN watch_hits AS hits USING (article_id)
)
SELECT judged_at, day, hour, source_id, owner, publisher, watch_id, series, count(*) FILTER (original) AS texts, count(*) AS articles,
       count(*) FILTER (original AND late) AS late
FROM subjects
GROUP BY ALL
