-- Purpose: how much of its coverage each source, country, language or owner group gave to a term, as compare.sql tells it, from
-- the counted tables. Grain: one row a value with coverage in the scope, the highest share first.
-- What stands in braces is replaced by other counted_*.sql questions, SQL for the time zone and the scope, and the value.
WITH chosen AS ({scope}),
firsts AS (
    SELECT coalesce({value}, '') AS value, sum(originals) AS texts
    FROM (SELECT source, language, sum(originals) AS originals FROM ({days}) WHERE {within} GROUP BY source, language)
    JOIN chosen USING (source)
    GROUP BY ALL
),
copies AS (SELECT *, {local} AS local, {original_local} AS original_local FROM counted_copies),
repeats AS (
    SELECT coalesce({value}, '') AS value, count(DISTINCT text) AS texts
    FROM copies JOIN chosen USING (source) LEFT JOIN chosen AS theirs ON theirs.source = original_source
    WHERE {within} AND NOT coalesce(coalesce({value}, '') = coalesce({original_value}, '') AND theirs.source IS NOT NULL AND {original_within}, false)
    GROUP BY ALL
),
found AS (
    SELECT coalesce({value}, '') AS value, article, text, counted_at, day_only, coalesce(nullif(wire, ''), owner_group, source_id) AS publisher
    FROM (SELECT *, {local} AS local FROM ({hits})) JOIN chosen USING (source) WHERE {within}
),
hits AS (
    SELECT value, count(*) AS articles, count(DISTINCT text) AS texts, count(DISTINCT publisher) AS publishers, min(counted_at) AS first_at
    FROM found GROUP BY value
),
opening AS (
    SELECT value, arg_min(articles.article_id, articles.article_id) AS article_id, any_value(found.day_only ORDER BY articles.article_id) AS day_only
    FROM found JOIN hits USING (value) JOIN counted_articles AS articles USING (article)
    WHERE found.counted_at = hits.first_at GROUP BY value
)
SELECT value, coalesce(hits.articles, 0) AS articles, coalesce(hits.texts, 0) AS texts, coalesce(hits.publishers, 0) AS publishers,
       CAST(coalesce(firsts.texts, 0) + coalesce(repeats.texts, 0) AS BIGINT) AS total,
       coalesce(hits.texts, 0) / (coalesce(firsts.texts, 0) + coalesce(repeats.texts, 0)) AS share,
       timezone('UTC', hits.first_at) AS first_at, opening.day_only AS first_day_only, articles.title AS first_title, articles.url AS first_url
FROM firsts FULL JOIN repeats USING (value) LEFT JOIN hits USING (value) LEFT JOIN opening USING (value)
LEFT JOIN articles ON articles.article_id = opening.article_id
WHERE coalesce(firsts.texts, 0) + coalesce(repeats.texts, 0) > 0
ORDER BY share DESC, total DESC, value
