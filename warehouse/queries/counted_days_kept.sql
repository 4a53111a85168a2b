-- Purpose: the days kept, with their local time. Grain: one row a UTC day, publisher and language.
SELECT CAST(day AS TIMESTAMP) AS local, source, language, originals FROM counted_days
