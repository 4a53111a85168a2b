-- Purpose: since when an entity is known, and its longest time without a mention, by the days of it on which anything was collected:
-- of the others nobody knows. The days of the mentions themselves are none of absence. Grain: one row; NULLs where it was never named.
WITH days AS (
    SELECT DISTINCT CAST(timezone('UTC', CASE WHEN backfilled THEN counted_at ELSE first_seen_at END) AS DATE) AS day FROM articles_counted
),
absences AS (SELECT known_at, lag(known_at) OVER (ORDER BY known_at) AS before FROM mentions_known WHERE entity_id = $entity),
lengths AS (
    SELECT known_at, before, date_diff('day', timezone('UTC', before), timezone('UTC', known_at)) - 1 AS days,
           (SELECT count(*) FROM days WHERE day > CAST(timezone('UTC', before) AS DATE) AND day < CAST(timezone('UTC', known_at) AS DATE)) AS collected
    FROM absences WHERE before IS NULL OR date_diff('day', timezone('UTC', before), timezone('UTC', known_at)) > 1
),
told AS (SELECT *, greatest(days - collected, 0) AS missing FROM lengths)
SELECT min(known_at) AS first_seen_at,
       arg_max(before, (days - missing, known_at - before)) FILTER (before IS NOT NULL) AS absent_from,
       arg_max(known_at, (days - missing, known_at - before)) FILTER (before IS NOT NULL) AS absent_until,
       arg_max(days, (days - missing, known_at - before)) FILTER (before IS NOT NULL) AS absent_days,
       arg_max(missing, (days - missing, known_at - before)) FILTER (before IS NOT NULL) AS absent_uncollected_days
FROM told
