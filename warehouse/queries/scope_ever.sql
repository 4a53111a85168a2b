-- Purpose: the coverage that a question is about, of all days. Grain: one row an article.
-- What stands in braces is replaced by the view of all that is known, or by what was known at a moment.
SELECT article_id, original_id, publisher, source_id, country, language, owner_group, counted_at, day_only,
       local_time(counted_at, day_only, $zone) AS local
FROM {counted}
WHERE ($source IS NULL OR source_id = $source)
  AND ($country IS NULL OR country = $country)
  AND ($language IS NULL OR language = $language)
  AND ($owner_group IS NULL OR owner_group = $owner_group)
  AND ($panel IS NULL OR list_contains(CAST($panel AS VARCHAR[]), source_id))
