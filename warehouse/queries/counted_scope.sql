-- Purpose: the sources that a question is about. Grain: one row a source.
SELECT owners.source, owners.source_id, owners.owner_group, sources.country
FROM counted_owners AS owners LEFT JOIN sources USING (source_id)
WHERE ($source IS NULL OR owners.source_id = $source)
  AND ($country IS NULL OR sources.country = $country)
  AND ($owner_group IS NULL OR sources.owner_group = $owner_group)
  AND ($panel IS NULL OR list_contains(CAST($panel AS VARCHAR[]), owners.source_id))
