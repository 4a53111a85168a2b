-- Purpose: which entities a person may mean by a name, as entity_candidates.sql tells it, from the names kept. Grain: one row a spelling and candidate.
-- What stands in braces is replaced by the keys of the name.
SELECT entity_id, name FROM counted_names WHERE key IN ({keys})
