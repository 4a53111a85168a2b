-- Purpose: how the articles count that the index of words finds, all of them listed. Grain: one row an article.
-- What stands in braces is replaced by the search as a condition over keys of articles.
SELECT article, text, counted_at, day_only, source, publisher, language FROM counted_articles WHERE {condition}
