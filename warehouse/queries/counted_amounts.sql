-- Purpose: how often each source, country, language or owner group had a term, as compare.sql tells it, from the counted tables.
-- Grain: one row a value with any. Texts and publishers are told apart as in counted_found.sql.
-- What stands in braces is replaced by other counted_*.sql questions, SQL for the time zone and the scope, and the value.
SELECT value, CAST(sum(articles) FILTER (text IS NULL) AS BIGINT) AS articles, count(text) AS texts, count(publisher) AS publishers
FROM (
    SELECT value, text, publisher, count(*) AS articles
    FROM (SELECT {value} AS value, text, publisher FROM (SELECT *, {local} AS local FROM ({hits})) {chosen} WHERE {within})
    GROUP BY GROUPING SETS ((value, text), (value, publisher))
) GROUP BY value
