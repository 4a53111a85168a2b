-- Purpose: in how many articles entities are. Grain: one row an entity that is in any.
SELECT entity_id, count(DISTINCT article_id) AS articles FROM mentions
WHERE entity_id IN (SELECT unnest(CAST($ids AS VARCHAR[]))) GROUP BY entity_id
