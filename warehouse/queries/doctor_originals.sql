-- Purpose: articles whose original is not there, or is a copy itself. Grain: one row an article.
SELECT article.article_id AS example
FROM articles AS article LEFT JOIN articles AS original ON original.article_id = article.original_id
WHERE original.article_id IS NULL OR original.original_id <> original.article_id
ORDER BY example
