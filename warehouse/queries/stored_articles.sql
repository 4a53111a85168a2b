-- Purpose: stored articles in the order of their ids, with what was recognised in them, to match a new rule against.
-- Grain: one row an article.
WITH chosen AS (
    SELECT article_id, source_id, title, text FROM articles WHERE article_id > $after ORDER BY article_id LIMIT $most
)
SELECT chosen.*,
       (SELECT list(mentions) FROM mentions WHERE mentions.article_id = chosen.article_id) AS mentions,
       (SELECT list(article_topics) FROM article_topics WHERE article_topics.article_id = chosen.article_id) AS topics
FROM chosen ORDER BY article_id
