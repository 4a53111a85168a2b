-- Purpose: how often each source, country, language or owner group had a term, and when first, as compare.sql tells it, from
-- the counted tables. Grain: one row a value with any.
-- What stands in braces is replaced by other counted_*.sql questions, SQL for the time zone and the scope, and the value.
WITH chosen AS ({scope}),
found AS (
    SELECT coalesce({value}, '') AS value, article, text, publisher, counted_at, day_only
    FROM (SELECT *, {local} AS local FROM ({hits})) JOIN chosen USING (source) WHERE {within}
),
hits AS (
    SELECT value, CAST(sum(articles) AS BIGINT) AS articles, count(*) AS publishers, min(first_at) AS first_at
    FROM (SELECT value, publisher, count(*) AS articles, min(counted_at) AS first_at FROM found GROUP BY value, publisher) GROUP BY value
),
texts AS (SELECT value, count(*) AS texts FROM (SELECT DISTINCT value, text FROM found) GROUP BY value),
opening AS (
    SELECT value, arg_min(article_id, article_id) AS article_id, arg_min(place, article_id) AS place,
           arg_min(found.day_only, article_id) AS day_only
    FROM found JOIN hits USING (value) JOIN counted_articles USING (article)
    WHERE found.counted_at = first_at GROUP BY value
)
SELECT value, hits.articles, texts.texts, hits.publishers, timezone('UTC', first_at) AS first_at, day_only AS first_day_only, article_id, place
FROM hits JOIN texts USING (value) JOIN opening USING (value)
