-- Purpose: which other entities have the name of one in theirs. Grain: one row an entity.
SELECT entity_id, name FROM entities WHERE contains(name, $name) AND entity_id <> $entity
