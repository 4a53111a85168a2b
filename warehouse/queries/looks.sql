-- Purpose: the moments at which days were judged. Grain: one row a look.
SELECT DISTINCT day, judged_at FROM looks ORDER BY day, judged_at
