-- Purpose: what entities are called. Grain: one row an entity.
SELECT entity_id, name FROM entities ORDER BY entity_id
