-- Purpose: articles of feeds with the name of their bytes, of those that were fetched since a moment (NULL for all), a sample that is
-- the same every time. Grain: one row an article.
SELECT article_id, raw_sha256 FROM articles
WHERE NOT backfilled AND raw_sha256 <> '' AND ($since IS NULL OR fetched_at >= $since)
ORDER BY hash(article_id) LIMIT $most
