-- Purpose: whether the sources are still whose they were when their articles were counted. Grain: one row.
SELECT count(*) = 0 AS same FROM counted_owners LEFT JOIN sources USING (source_id) WHERE sources.owner_group IS DISTINCT FROM counted_owners.owner_group
