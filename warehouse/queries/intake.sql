-- Purpose: what came in. Grain: one row a source with articles or rejections.
WITH loaded AS (
    SELECT source_id, count(*) AS articles, count(*) FILTER (original_id <> article_id) AS copies
    FROM articles GROUP BY source_id
),
refused AS (SELECT source_id, count(*) AS rejected FROM rejections GROUP BY source_id)
SELECT source_id, coalesce(sources.name, source_id) AS name, coalesce(articles, 0) AS articles,
       coalesce(copies, 0) AS copies, coalesce(rejected, 0) AS rejected
FROM loaded FULL JOIN refused USING (source_id) LEFT JOIN sources USING (source_id)
ORDER BY articles DESC, source_id
