-- Purpose: from when to when anything became known: what is new is new since then. Grain: one row, NULLs where there is nothing.
SELECT min(known_at) AS first_at, max(known_at) AS last_at FROM mentions_known
