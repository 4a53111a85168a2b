-- Purpose: since which day of UTC each publisher of a scope is expected. Grain: one row a publisher.
SELECT source_id, date_trunc('day', least(first_day, answered_at)) AS began FROM counted_lives LEFT JOIN sources USING (source_id)
WHERE ($source IS NULL OR source_id = $source)
  AND ($country IS NULL OR country = $country) AND ($owner_group IS NULL OR owner_group = $owner_group)
  AND ($panel IS NULL OR list_contains(CAST($panel AS VARCHAR[]), source_id))
