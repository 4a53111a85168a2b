-- Purpose: the texts of a stretch of days and of the days before it, to compare them. Grain: one row a text, by its original,
-- copies left out; `now` tells the stretch.
SELECT counted.article_id, counted.publisher, articles.url, articles.title, articles.text,
       local_time(counted.counted_at, counted.day_only, $zone) >= $since AS now
FROM articles_counted AS counted JOIN articles USING (article_id)
WHERE counted.original_id = counted.article_id
  AND local_time(counted.counted_at, counted.day_only, $zone) >= $before
  AND local_time(counted.counted_at, counted.day_only, $zone) < $until
  AND ($language IS NULL OR counted.language = $language)
ORDER BY counted.article_id
