-- Purpose: how the articles of a publisher count. Grain: one row an article.
SELECT article, text, counted_at, day_only, source, language, wire FROM counted_articles WHERE source = $number
