-- Purpose: which entity a person means by a name: its id, its name or any alias, folded as the gazetteer folds them.
-- Grain: one row a candidate, the most mentioned first.
WITH candidates AS (
    SELECT entity_id FROM entities WHERE entity_id = $name OR lower(name) = lower($name)
    UNION
    SELECT entity_id FROM entity_aliases WHERE alias = $folded
)
SELECT entities.entity_id, entities.name, count(mentions.article_id) AS mentions,
       entities.entity_id IN (SELECT entity_id FROM entity_aliases) AS configured
FROM candidates JOIN entities USING (entity_id) LEFT JOIN mentions USING (entity_id)
GROUP BY entities.entity_id, entities.name
ORDER BY mentions DESC, entities.entity_id
