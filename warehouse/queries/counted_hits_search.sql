-- Purpose: how the articles that a search finds count. Grain: one row an article.
-- What stands in braces is replaced by match_search.sql.
SELECT article, text, counted_at, day_only, source, publisher, language FROM counted_articles WHERE key IN (SELECT article_key(article_id) FROM ({matched}))
