-- Purpose: what one pass brought in. Grain: one row a source and outcome: `loaded`, `copies` among those, or why rejected.
WITH outcomes AS (
    SELECT source_id, 'loaded' AS outcome, count(*) AS number FROM articles WHERE fetched_at >= $since GROUP BY source_id
    UNION ALL
    SELECT source_id, 'copies', count(*) FROM articles
    WHERE fetched_at >= $since AND original_id <> article_id GROUP BY source_id
    UNION ALL
    SELECT source_id, reason, count(*) FROM rejections WHERE rejected_at >= $since GROUP BY source_id, reason
)
SELECT source_id, coalesce(sources.name, source_id) AS name, outcome, number
FROM outcomes LEFT JOIN sources USING (source_id)
ORDER BY name, outcome
