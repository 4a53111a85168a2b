-- Purpose: how much of its coverage each source, country, language or owner group gave to a term, and when it was first to.
-- Grain: one row a value with coverage in the scope, the highest share first. The denominator is the value's own coverage.
-- What stands in braces is replaced by one of the match_*.sql questions, by scope.sql and by a column of it.
WITH matched AS ({matched}),
scope AS ({scope}),
totals AS (
    SELECT coalesce({value}, '') AS value, count(DISTINCT original_id) AS total FROM scope GROUP BY value
),
hits AS (
    SELECT coalesce({value}, '') AS value, count(*) AS articles, count(DISTINCT original_id) AS texts,
           count(DISTINCT publisher) AS publishers, arg_min(article_id, (counted_at, article_id)) AS first_id
    FROM scope JOIN matched USING (article_id) GROUP BY value
)
SELECT totals.value, coalesce(hits.articles, 0) AS articles, coalesce(hits.texts, 0) AS texts,
       coalesce(hits.publishers, 0) AS publishers, totals.total, coalesce(hits.texts, 0) / totals.total AS share,
       first.counted_at AS first_at, first.day_only AS first_day_only, articles.title AS first_title, articles.url AS first_url
FROM totals LEFT JOIN hits USING (value)
LEFT JOIN scope AS first ON first.article_id = hits.first_id LEFT JOIN articles ON articles.article_id = hits.first_id
ORDER BY share DESC, totals.total DESC, totals.value
