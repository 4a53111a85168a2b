-- Purpose: all articles, with their local time. Grain: one row an article.
-- What stands in braces is replaced by SQL for the time zone.
SELECT {local} AS local, source, language, CAST(article = text AS INTEGER) AS originals FROM counted_articles
