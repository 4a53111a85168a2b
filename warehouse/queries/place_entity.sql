-- Purpose: where an article first mentions an entity, in its text if it does so there. Grain: one row an article.
SELECT DISTINCT ON (article_id) article_id, start_char, end_char, in_title
FROM mentions WHERE entity_id = $term ORDER BY article_id, in_title, start_char
