-- Purpose: how often a term was found in a scope. Grain: one row a period with any.
-- Each text of a period is one row, and so is each publisher, which has no text there: sooner than telling them apart for each period.
-- What stands in braces is replaced by one of the counted_hits_*.sql questions, and by SQL for the time zone and the scope.
SELECT period, CAST(sum(articles) FILTER (text IS NULL) AS BIGINT) AS articles, count(text) AS texts, count(publisher) AS publishers
FROM (
    SELECT period, text, publisher, count(*) AS articles
    FROM (SELECT {period} AS period, text, publisher FROM (SELECT *, {local} AS local FROM ({hits})) WHERE {within})
    GROUP BY GROUPING SETS ((period, text), (period, publisher))
) GROUP BY period
