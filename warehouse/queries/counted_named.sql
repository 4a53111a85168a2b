-- Purpose: which entities a person may mean by a name, as entity_candidates.sql tells it, from the names kept. Grain: one row a spelling and candidate.
-- What stands in braces is replaced by a key of the name; asked for several at once, all names would be read.
SELECT entity_id, name, configured FROM counted_names WHERE key = {key}
