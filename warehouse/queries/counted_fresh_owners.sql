-- Purpose: keep whose each source is that brought something. Grain: one row a source.
INSERT INTO counted_owners
SELECT number, id, sources.owner_group
FROM counted_numbers LEFT JOIN sources ON sources.source_id = id
WHERE kind = 'source' AND number NOT IN (SELECT source FROM counted_owners)
