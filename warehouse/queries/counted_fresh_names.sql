-- Purpose: keep what entities that are not kept yet may be asked for by. Grain: one row a spelling and entity.
INSERT INTO counted_names
WITH known AS (SELECT entity_id, name, CAST(md5_number_lower('id ' || entity_id) >> 1 AS BIGINT) AS key FROM entities),
fresh AS (SELECT * FROM known ANTI JOIN counted_names USING (key))
SELECT key, entity_id, name, entity_id IN (SELECT entity_id FROM entity_aliases) FROM (
    SELECT key, entity_id, name FROM fresh
    UNION ALL SELECT CAST(md5_number_lower('name ' || lower(name)) >> 1 AS BIGINT), entity_id, name FROM fresh
    UNION ALL SELECT CAST(md5_number_lower('alias ' || alias) >> 1 AS BIGINT), entity_id, name FROM entity_aliases JOIN fresh USING (entity_id)
) ORDER BY key
