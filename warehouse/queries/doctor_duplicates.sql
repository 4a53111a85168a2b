-- Purpose: keys that stand in a table more than once. Grain: one row a key. What stands in braces are names of ours.
SELECT {key} AS example, count(*) AS rows FROM {table} GROUP BY ALL HAVING count(*) > 1 ORDER BY rows DESC, example
