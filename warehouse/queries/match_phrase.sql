-- Purpose: articles that hold a phrase in title or text, given as a regular expression (RE2).
-- Grain: one row an article.
SELECT article_id FROM articles WHERE regexp_matches(title, $term) OR regexp_matches(text, $term)
