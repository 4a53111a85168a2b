-- Purpose: in how many articles entities are, as bearers_mentioned.sql tells it, from the counted tables. Grain: one row an entity
-- that is in any.
-- What stands in braces is replaced by the keys of the entities.
SELECT id AS entity_id, count(*) AS articles FROM counted_subjects JOIN counted_numbers ON number = subject
WHERE subject IN (SELECT number FROM counted_numbers WHERE key IN ({keys})) AND key IN ({keys}) GROUP BY id
