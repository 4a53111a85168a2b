-- Purpose: how many articles there are, and how many there were when furniture was last looked for. Grain: one row.
SELECT (SELECT count(*) FROM articles) AS articles, (SELECT articles FROM furniture_learning) AS looked_through
