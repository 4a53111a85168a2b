-- Purpose: count what was found in articles and is not counted yet. Grain: one row an article and subject.
INSERT INTO counted_found
WITH found AS (
    SELECT 'entity' AS kind, entity_id AS id, article_id, label NOT IN ('demonym', 'government') AS named
    FROM mentions WHERE rowid >= $mentions
    UNION ALL SELECT 'topic', topic_id, article_id, true FROM article_topics WHERE rowid >= $article_topics
    UNION ALL SELECT 'watch', watch_id || '/' || series, article_id, true FROM watch_hits WHERE rowid >= $watch_hits
),
keyed AS (SELECT kind, id, article_key(article_id) AS key, named FROM found)
SELECT counted.article, numbers.number AS subject, bool_or(keyed.named)
FROM keyed JOIN counted_numbers AS numbers USING (kind, id) JOIN counted_articles AS counted ON counted.key = keyed.key
GROUP BY counted.article, numbers.number
ORDER BY counted.article, subject
