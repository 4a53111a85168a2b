-- Purpose: articles of a source. Grain: one row an article.
SELECT article_id FROM articles WHERE source_id = $term
