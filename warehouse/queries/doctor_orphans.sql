-- Purpose: ids that name nothing. Grain: one row an id. What stands in braces are names of ours.
SELECT {child}.{key} AS example, count(*) AS rows
FROM {child} ANTI JOIN {parent} ON {parent}.{parent_key} = {child}.{key}
WHERE {child}.{key} <> ''
GROUP BY ALL ORDER BY example
