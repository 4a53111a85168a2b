-- Purpose: the texts of a stretch of days and of the days before it, to compare them. Grain: one row a text, by its original,
-- copies left out; `now` tells the stretch.
-- A day more on either side is looked at in UTC first: telling the time in a zone takes long.
SELECT counted.article_id, counted.publisher, articles.url, articles.title, articles.text,
       local_time(counted.counted_at, counted.day_only, $zone) >= $since AS now
FROM articles_counted AS counted JOIN articles USING (article_id)
WHERE counted.original_id = counted.article_id
  AND counted.counted_at >= CAST(CAST($before AS DATE) - 1 AS TIMESTAMPTZ) AND counted.counted_at < CAST(CAST($until AS DATE) + 1 AS TIMESTAMPTZ)
  AND local_time(counted.counted_at, counted.day_only, $zone) >= $before
  AND local_time(counted.counted_at, counted.day_only, $zone) < $until
  AND ($language IS NULL OR counted.language = $language)
ORDER BY counted.article_id
