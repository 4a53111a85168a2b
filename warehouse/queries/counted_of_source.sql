-- Purpose: how much each publisher of a scope brought. Grain: one row a step, which is an hour or a day, and publisher.
-- What stands in braces is replaced by the days kept or all articles, and SQL for the time zone and the scope.
SELECT {period} AS period, {step} AS step, source, sum(originals) AS originals FROM ({days}) WHERE {within} GROUP BY ALL
