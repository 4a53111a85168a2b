-- Purpose: what counts for the series of watches, with the local day and the hour since 1970 that it counts in, and when it became
-- known: a part that stands in other questions, or is kept for many of them. Grain: one row a hit.
SELECT hits.watch_id, hits.series, hits.surface, hits.start_char, hits.end_char, hits.in_title, counted.article_id, counted.original_id,
       counted.source_id, counted.publisher, counted.country, counted.language, counted.counted_at, counted.day_only,
       CAST(local_time(counted_at, day_only, $zone) AS DATE) AS day, {hour} AS hour,
       CASE WHEN $rehearsing AND counted.backfilled THEN '-infinity' ELSE greatest(counted.first_seen_at, articles.fetched_at) END AS known_at
FROM watch_hits AS hits JOIN articles_counted AS counted USING (article_id) JOIN articles USING (article_id)
