-- Purpose: what sources are called, and where they are published. Grain: one row a source.
SELECT source_id, name, country FROM sources ORDER BY source_id
