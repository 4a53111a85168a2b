-- Purpose: revisions of headlines and numbers in the articles of series, by the first look that knew of each.
-- Grain: one row a revision and series, on the local day on which it was seen.
WITH looks AS (
    SELECT unnest(from_json($looks, '["TIMESTAMPTZ"]')) AS judged_at
),
wanted AS (
    SELECT unnest(from_json($lines, '[{"watch_id": "VARCHAR", "series": "VARCHAR"}]'), recursive := true)
),
seen AS (
    SELECT hits.watch_id, hits.series, revisions.article_id, counted.original_id, counted.source_id,
           coalesce(owner_group, counted.source_id) AS owner, publisher, revisions.seen_at, revisions.seen_in, revisions.kind,
           revisions.before, revisions.after, revisions.similarity, CAST(timezone($zone, revisions.seen_at) AS DATE) AS day,
           greatest(revisions.seen_at, articles.fetched_at) AS known_at
    FROM revisions JOIN articles USING (article_id) JOIN articles_counted AS counted USING (article_id)
    JOIN watch_hits AS hits USING (article_id) JOIN wanted ON wanted.watch_id = hits.watch_id AND wanted.series = hits.series
    WHERE revisions.kind IN ('headline', 'numbers')
)
SELECT seen.*, looks.judged_at FROM seen ASOF JOIN looks ON seen.known_at <= looks.judged_at
WHERE day BETWEEN $since AND $until
ORDER BY known_at, watch_id, series, article_id, kind, before, after
