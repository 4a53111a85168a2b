-- Purpose: all that each source, country, language or owner group brought in a scope. Grain: one row a value.
-- A text counts once a value: as its original, or as its copies where the original is of another value or outside of the scope.
-- What stands in braces is replaced by other counted_*.sql questions, SQL for the time zone and the scope, and the value.
WITH chosen AS ({scope}),
firsts AS (
    SELECT coalesce({value}, '') AS value, sum(originals) AS texts
    FROM (SELECT source, language, sum(originals) AS originals FROM ({days}) WHERE {within} GROUP BY source, language)
    JOIN chosen USING (source)
    GROUP BY ALL
),
repeats AS (
    SELECT value, count(*) AS texts FROM (
        SELECT DISTINCT coalesce({value}, '') AS value, text
        FROM (SELECT *, {local} AS local, {original_local} AS original_local FROM counted_copies)
        JOIN chosen USING (source) LEFT JOIN chosen AS theirs ON theirs.source = original_source
        WHERE {within} AND NOT coalesce(coalesce({value}, '') = coalesce({original_value}, '') AND theirs.source IS NOT NULL AND {original_within}, false)
    ) GROUP BY value
)
SELECT value, CAST(coalesce(firsts.texts, 0) + coalesce(repeats.texts, 0) AS BIGINT) AS total
FROM firsts FULL JOIN repeats USING (value) WHERE coalesce(firsts.texts, 0) + coalesce(repeats.texts, 0) > 0
