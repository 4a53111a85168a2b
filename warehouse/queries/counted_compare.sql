-- Purpose: how often each source, country, language or owner group had a term, and when first, as compare.sql tells it, from
-- the counted tables. Grain: one row a value with any, and article that it may have been first with.
-- What stands in braces is replaced by other counted_*.sql questions, SQL for the time zone and the scope, and the value.
WITH found AS (
    SELECT {value} AS value, article, text, publisher, counted_at FROM (SELECT *, {local} AS local FROM ({hits})) {chosen} WHERE {within}
),
counts AS (
    SELECT value, count(*) AS articles, count(DISTINCT text) AS texts, count(DISTINCT publisher) AS publishers, min(counted_at) AS first_at
    FROM found GROUP BY value
)
SELECT counts.value, articles, texts, publishers, timezone('UTC', firsts.counted_at) AS first_at, firsts.day_only AS first_day_only, key, place
FROM counts JOIN found ON found.value = counts.value AND found.counted_at = counts.first_at
JOIN counted_articles AS firsts ON firsts.article = found.article
