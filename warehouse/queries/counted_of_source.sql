-- Purpose: how much each publisher of a scope brought. Grain: one row a period and publisher.
-- What stands in braces is replaced by the days kept or all articles, and SQL for the time zone and the scope.
SELECT {period} AS period, source, sum(originals) AS originals FROM ({days}) WHERE {within} GROUP BY ALL
