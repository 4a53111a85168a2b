-- Purpose: what the detector reads of every series, as it was known at a moment.
-- Grain: one row a series and local day with at least one article. Texts count on the day of their original.
SELECT hits.watch_id, hits.series, CAST(local_time(counted_at, day_only, $zone) AS DATE) AS day,
       count(*) FILTER (counted.article_id = counted.original_id) AS texts, count(*) AS articles,
       list(DISTINCT publisher) AS publishers
FROM watch_hits AS hits JOIN articles_counted AS counted USING (article_id)
WHERE (first_seen_at <= $as_of OR ($rehearsing AND backfilled)) AND CAST(local_time(counted_at, day_only, $zone) AS DATE) BETWEEN $since AND $until
GROUP BY hits.watch_id, hits.series, day
