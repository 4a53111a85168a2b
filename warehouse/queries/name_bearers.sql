-- Purpose: which other entities have the name of one in theirs, where that was made from texts alone: those of the configuration have
-- aliases. Grain: one row an entity.
SELECT entity_id, name FROM entities
WHERE contains(name, $name) AND entity_id <> $entity AND NOT EXISTS (SELECT 1 FROM entity_aliases WHERE entity_id = $entity)
