-- Purpose: put what was counted as found from a place in the file on by subject. Grain: one row a subject and article.
INSERT INTO counted_subjects
SELECT subject, found.article, found.article - text, CAST(date_trunc('second', counted_at) AS TIMESTAMP_S), day_only, source, publisher, language
FROM counted_found AS found JOIN counted_articles AS counted ON counted.article = found.article
WHERE found.rowid >= $found
ORDER BY subject, found.article
