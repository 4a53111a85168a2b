-- Purpose: the publishers that a question is about. Grain: one row a publisher.
SELECT numbers.number AS source, numbers.id AS source_id, sources.owner_group, sources.country
FROM counted_numbers AS numbers LEFT JOIN sources ON sources.source_id = numbers.id
WHERE numbers.kind = 'source' AND ($source IS NULL OR numbers.id = $source)
  AND ($country IS NULL OR sources.country = $country)
  AND ($owner_group IS NULL OR sources.owner_group = $owner_group)
  AND ($panel IS NULL OR list_contains(CAST($panel AS VARCHAR[]), numbers.id))
