-- Purpose: how many distinct texts a stretch of days has, and the days before it, from the counted tables. Grain: one row.
-- What stands in braces is replaced by SQL for the time zone.
SELECT count(*) FILTER (now) AS now, count(*) FILTER (NOT now) AS before
FROM (
    SELECT DISTINCT text, local >= $since AS now
    FROM (SELECT *, {local} AS local FROM counted_articles
          WHERE counted_at >= CAST($before AS DATE) - 1 AND counted_at < CAST($until AS DATE) + 1)
    WHERE local >= $before AND local < $until AND ($language IS NULL OR language = $language)
)
