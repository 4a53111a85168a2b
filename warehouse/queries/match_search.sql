-- Purpose: articles that a search finds in title or text. Grain: one row an article.
-- What stands in braces is replaced by the search as a condition over its patterns (RE2).
SELECT article_id FROM articles WHERE {condition}
