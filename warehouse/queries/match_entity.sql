-- Purpose: articles that mention an entity. Grain: one row an article.
SELECT DISTINCT article_id FROM mentions WHERE entity_id = $term
