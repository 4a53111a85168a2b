-- Purpose: which day each article stands on. Grain: one row an article.
SELECT url, source_id, original_id <> article_id AS is_copy, CAST(timezone('UTC', published_at) AS DATE) AS day FROM articles
