-- Purpose: count what was found in articles and is not counted yet. Grain: one row a subject and article.
INSERT INTO counted_subjects
WITH found AS (
    SELECT 'entity' AS kind, entity_id AS id, article_id, label NOT IN ('demonym', 'government') AS named
    FROM mentions WHERE rowid >= $mentions
    UNION ALL SELECT 'topic', topic_id, article_id, true FROM article_topics WHERE rowid >= $article_topics
    UNION ALL SELECT 'watch', watch_id || '/' || series, article_id, true FROM watch_hits WHERE rowid >= $watch_hits
),
pairs AS (
    SELECT numbers.number AS subject, counted.article, bool_or(found.named) AS named
    FROM found JOIN counted_numbers AS numbers USING (kind, id) JOIN counted_articles AS counted USING (article_id)
    GROUP BY numbers.number, counted.article
)
SELECT subject, pairs.article, text, counted_at, day_only, source, publisher, language, named
FROM pairs JOIN counted_articles AS counted ON counted.article = pairs.article
ORDER BY subject, pairs.article
