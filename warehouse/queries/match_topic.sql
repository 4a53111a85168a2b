-- Purpose: articles that have a topic. Grain: one row an article.
SELECT DISTINCT article_id FROM article_topics WHERE topic_id = $term
