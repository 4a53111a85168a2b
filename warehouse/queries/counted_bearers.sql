-- Purpose: in how many articles entities are, as bearers_mentioned.sql tells it, from the counted tables. Grain: one row an entity
-- that is in any, by its key.
-- What stands in braces is replaced by the keys of the entities.
SELECT key, count(*) AS articles FROM counted_subjects JOIN counted_numbers ON number = subject WHERE key IN ({keys}) GROUP BY key
