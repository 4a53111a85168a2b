-- Purpose: which entities a person may mean by a name: an id, a name or any alias, folded as the gazetteer folds them.
-- Grain: one row a candidate.
SELECT entities.entity_id, entities.name, entity_id IN (SELECT entity_id FROM entity_aliases) AS configured FROM entities
WHERE entity_id = $name OR lower(name) = lower($name) OR entity_id IN (SELECT entity_id FROM entity_aliases WHERE alias = $folded)
ORDER BY entities.entity_id
