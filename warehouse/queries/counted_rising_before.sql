-- Purpose: in how many texts some names stand in a stretch of days. Grain: one row a name that is in any.
-- What stands in braces is replaced by counted_stretch.sql and the numbers of the names.
SELECT subject, count(DISTINCT text) AS texts
FROM counted_found JOIN ({stretch}) USING (article)
WHERE named AND subject IN (SELECT CAST(value AS INTEGER) FROM json_each('[{subjects}]')) GROUP BY subject
