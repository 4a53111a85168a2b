-- Purpose: how often a term was found in a scope. Grain: one row a period with any.
-- What stands in braces is replaced by one of the counted_hits_*.sql questions, and by SQL for the time zone and the scope.
WITH found AS (SELECT {period} AS period, text, publisher FROM (SELECT *, {local} AS local FROM ({hits})) WHERE {within})
SELECT period, articles, texts, publishers
FROM (SELECT period, CAST(sum(articles) AS BIGINT) AS articles, count(*) AS publishers
      FROM (SELECT period, publisher, count(*) AS articles FROM found GROUP BY period, publisher) GROUP BY period)
JOIN (SELECT period, count(*) AS texts FROM (SELECT DISTINCT period, text FROM found) GROUP BY period) USING (period)
