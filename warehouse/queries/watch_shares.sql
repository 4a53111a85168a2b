-- Purpose: how the shares of watched series ran over the last days, for the page of a run.
-- Grain: one row a series with texts in that time, with its share of each of the days: NULL where nothing was collected.
WITH recent AS (
    SELECT article_id, original_id, CAST(local_time(counted_at, day_only, $zone) AS DATE) AS day FROM articles_counted
    WHERE counted_at > $now::TIMESTAMPTZ - to_days(CAST($days + 1 AS INTEGER)) AND counted_at <= $now
),
days AS (
    SELECT CAST(day AS DATE) AS day
    FROM range(CAST($last AS DATE) - to_days(CAST($days - 1 AS INTEGER)), CAST($last AS DATE) + INTERVAL 1 DAY, INTERVAL 1 DAY) AS all_days(day)
),
totals AS (SELECT day, count(DISTINCT original_id) AS total FROM recent GROUP BY day),
hits AS (
    SELECT watch_id, series, day, count(DISTINCT original_id) AS texts FROM recent JOIN watch_hits USING (article_id) GROUP BY ALL
),
found AS (SELECT watch_id, series, sum(texts) AS texts FROM hits SEMI JOIN days USING (day) GROUP BY ALL)
SELECT found.watch_id, found.series, found.texts,
       list(CASE WHEN total IS NULL THEN NULL ELSE coalesce(hits.texts, 0) / total END ORDER BY days.day) AS shares
FROM found CROSS JOIN days LEFT JOIN totals ON totals.day = days.day
LEFT JOIN hits ON hits.watch_id = found.watch_id AND hits.series = found.series AND hits.day = days.day
GROUP BY ALL ORDER BY found.texts DESC, found.watch_id, found.series
