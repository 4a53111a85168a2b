-- Purpose: since which hour or day each publisher of a scope is expected: from its first article there on, or from the first poll of it
-- that was answered. Grain: one row a publisher.
-- What stands in braces is replaced by SQL for the time zone and the scope.
SELECT source_id, date_trunc(CASE $by WHEN 'hour' THEN 'hour' ELSE 'day' END, min(began)) AS began FROM (
    SELECT source_id, {local} AS began
    FROM (SELECT source, day_only, min(counted_at) AS counted_at FROM counted_articles WHERE {alike} GROUP BY ALL)
    JOIN chosen USING (source)
    UNION ALL
    SELECT source_id, local_time(timezone('UTC', answered_at), false, $zone)
    FROM counted_lives JOIN sources USING (source_id)
    WHERE answered_at IS NOT NULL AND ($source IS NULL OR source_id = $source)
      AND ($country IS NULL OR country = $country) AND ($language IS NULL OR language = $language)
      AND ($owner_group IS NULL OR owner_group = $owner_group)
      AND ($panel IS NULL OR list_contains(CAST($panel AS VARCHAR[]), source_id))
) GROUP BY source_id
