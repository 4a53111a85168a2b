-- Purpose: how an entity is called. Grain: one row a spelling and kind of evidence, the commonest first.
SELECT mentions.surface, mentions.label, articles.language, count(*) AS mentions, count(DISTINCT mentions.article_id) AS articles
FROM mentions JOIN articles USING (article_id)
WHERE mentions.entity_id = $entity
GROUP BY ALL
ORDER BY mentions DESC, surface
LIMIT $most
