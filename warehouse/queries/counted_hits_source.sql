-- Purpose: how the articles of a publisher count. Grain: one row an article.
-- What stands in braces is replaced by the number of the publisher.
SELECT article, text, counted_at, day_only, source, publisher, language FROM counted_articles WHERE source = {number}
