-- Purpose: how often each source, country, language or owner group had a term, as compare.sql tells it, from the counted tables.
-- Grain: one row a value with any.
-- What stands in braces is replaced by other counted_*.sql questions, SQL for the time zone and the scope, and the value.
SELECT value, count(*) AS articles, count(DISTINCT text) AS texts, count(DISTINCT publisher) AS publishers
FROM (SELECT {value} AS value, text, publisher FROM (SELECT *, {local} AS local FROM ({hits})) {chosen} WHERE {within})
GROUP BY value
