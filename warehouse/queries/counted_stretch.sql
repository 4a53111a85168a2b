-- Purpose: the articles of a stretch of days. Grain: one row an article.
-- What stands in braces is replaced by SQL for the time zone.
SELECT article, text, publisher
FROM (SELECT *, {local} AS local FROM counted_articles
      WHERE counted_at >= CAST($begin AS DATE) - 1 AND counted_at < CAST($end AS DATE) + 1)
WHERE local >= $begin AND local < $end AND ($language IS NULL OR language = $language)
