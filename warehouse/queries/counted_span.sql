-- Purpose: the days between which articles count, a few more to be sure. Grain: one row.
SELECT coalesce(min(day), DATE '2000-01-01') - 3 AS first, coalesce(max(day), DATE '2000-01-01') + 3 AS last FROM counted_days
