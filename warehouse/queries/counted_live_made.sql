-- Purpose: how many publishers of a scope brought anything. Grain: one row a step, which is an hour or a day.
SELECT step, count(*) AS sources FROM of_source GROUP BY step
