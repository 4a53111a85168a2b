-- Purpose: whom and what an entity is named with. Grain: one row another entity, by the texts that name both; demonyms and capitals for
-- governments do not count. `lift` is how many times as often as if the two had nothing to do with one another.
WITH named AS (
    SELECT DISTINCT counted.original_id, mentions.entity_id
    FROM mentions JOIN articles_counted AS counted USING (article_id)
    WHERE mentions.label NOT IN ('demonym', 'government')
), here AS (SELECT original_id FROM named WHERE entity_id = $entity),
sizes AS (
    SELECT (SELECT count(*) FROM here) AS its, (SELECT count(DISTINCT original_id) FROM articles_counted) AS all_texts
), together AS (
    SELECT named.entity_id, count(*) AS texts
    FROM named JOIN here USING (original_id)
    WHERE named.entity_id <> $entity
    GROUP BY named.entity_id
    ORDER BY texts DESC, named.entity_id
    LIMIT $most
), whole AS (
    SELECT entity_id, count(*) AS whole FROM named WHERE entity_id IN (SELECT entity_id FROM together) GROUP BY entity_id
)
SELECT together.entity_id, entities.name, entities.kind, together.texts,
       together.texts * sizes.all_texts / (sizes.its * whole.whole) AS lift
FROM together JOIN entities USING (entity_id) JOIN whole USING (entity_id), sizes
ORDER BY together.texts DESC, entities.name
