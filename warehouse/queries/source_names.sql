-- Purpose: what sources are called. Grain: one row a source.
SELECT source_id, name FROM sources ORDER BY source_id
