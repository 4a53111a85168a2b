-- Purpose: sum the articles counted since a number. Grain: one row a UTC day, publisher and language.
INSERT INTO counted_days
SELECT CAST(counted_at AS DATE) AS day, source, language, count(*), count(*) FILTER (article = text)
FROM counted_articles WHERE article > $counted
GROUP BY ALL ORDER BY day, source, language
