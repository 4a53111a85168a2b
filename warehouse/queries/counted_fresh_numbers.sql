-- Purpose: number what has none yet among the rows that are not counted. Grain: one row an id.
INSERT INTO counted_numbers
SELECT CAST(md5_number_lower(kind || ' ' || id) >> 1 AS BIGINT) AS key, kind, id,
       (SELECT coalesce(max(number), 0) FROM counted_numbers) + row_number() OVER (ORDER BY kind, id), false
FROM (
    SELECT DISTINCT 'source' AS kind, source_id AS id FROM articles WHERE rowid >= $articles
    UNION ALL
    SELECT DISTINCT 'publisher', coalesce(nullif(wire, ''), owner_group, source_id)
    FROM articles LEFT JOIN sources USING (source_id) WHERE articles.rowid >= $articles
    UNION ALL SELECT DISTINCT 'entity', entity_id FROM mentions WHERE rowid >= $mentions
    UNION ALL SELECT DISTINCT 'topic', topic_id FROM article_topics WHERE rowid >= $article_topics
    UNION ALL SELECT DISTINCT 'watch', watch_id || '/' || series FROM watch_hits WHERE rowid >= $watch_hits
) ANTI JOIN counted_numbers USING (kind, id)
ORDER BY key
