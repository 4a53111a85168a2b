-- Purpose: since when an entity is known, and its longest time without a mention. Grain: one row; NULLs where it was never named.
SELECT min(known_at) AS first_seen_at, arg_max(before, known_at - before) AS absent_from, arg_max(known_at, known_at - before) AS absent_until,
       date_diff('day', absent_from, absent_until) AS absent_days
FROM (SELECT known_at, lag(known_at) OVER (ORDER BY known_at) AS before FROM mentions_known WHERE entity_id = $entity)
