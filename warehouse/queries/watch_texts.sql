-- Purpose: the texts of series with the names that stand in them, by the first look that knew of each.
-- Grain: one row a text (an original) and series, on its local day; demonyms, governments and publishers' own names left out.
WITH looks AS (
    SELECT unnest(from_json($looks, '["TIMESTAMPTZ"]')) AS judged_at
),
wanted AS (
    SELECT unnest(from_json($lines, '[{"watch_id": "VARCHAR", "series": "VARCHAR"}]'), recursive := true)
),
texts AS (
    SELECT hits.watch_id, hits.series, counted.article_id, articles.title, counted.source_id,
           coalesce(owner_group, counted.source_id) AS owner, publisher,
           CAST(local_time(counted_at, day_only, $zone) AS DATE) AS day,
           CASE WHEN $rehearsing AND counted.backfilled THEN counted_at ELSE greatest(counted.first_seen_at, fetched_at) END AS known_at,
           NOT ($rehearsing AND counted.backfilled)
             AND CAST(timezone($zone, counted.first_seen_at) AS DATE) > CAST(local_time(counted_at, day_only, $zone) AS DATE) + 1 AS late
    FROM watch_hits AS hits JOIN wanted ON wanted.watch_id = hits.watch_id AND wanted.series = hits.series
    JOIN articles_counted AS counted ON counted.article_id = hits.article_id JOIN articles ON articles.article_id = hits.article_id
    WHERE counted.article_id = counted.original_id
      AND CAST(local_time(counted_at, day_only, $zone) AS DATE) BETWEEN $since AND $until
),
named AS (
    SELECT article_id, entity_id, any_value(entities.name) AS name, any_value(entities.kind) AS kind,
           arg_min({'surface': surface, 'start_char': start_char, 'end_char': end_char, 'in_title': in_title},
                   (NOT in_title, start_char, end_char)) AS place
    FROM mentions JOIN entities USING (entity_id)
    WHERE article_id IN (SELECT article_id FROM texts) AND label NOT IN ('demonym', 'government')
      AND lower(entities.name) NOT IN (SELECT lower(name) FROM sources)
    GROUP BY article_id, entity_id
),
listed AS (
    SELECT article_id, list({'entity_id': entity_id, 'name': name, 'kind': kind, 'place': place} ORDER BY entity_id) AS names
    FROM named GROUP BY article_id
)
SELECT texts.*, looks.judged_at, listed.names
FROM texts ASOF JOIN looks ON texts.known_at <= looks.judged_at LEFT JOIN listed ON listed.article_id = texts.article_id
ORDER BY texts.known_at, texts.watch_id, texts.series, texts.article_id
