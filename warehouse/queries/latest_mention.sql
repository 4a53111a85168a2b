-- Purpose: where a name stands last in a stretch of days, beside another name if one is given. Grain: one row, the text with its mention.
SELECT articles.article_id, articles.url, articles.title, articles.text, mentions.start_char, mentions.end_char
FROM mentions JOIN articles USING (article_id) JOIN articles_counted AS counted USING (article_id)
WHERE mentions.entity_id = $term AND NOT mentions.in_title
  AND ($beside = '' OR EXISTS (
      SELECT 1 FROM mentions AS other WHERE other.article_id = articles.article_id AND other.entity_id = $beside))
  AND local_time(counted.counted_at, counted.day_only, $zone) >= $since
  AND local_time(counted.counted_at, counted.day_only, $zone) < $until
ORDER BY counted.counted_at DESC, articles.article_id, mentions.start_char
LIMIT 1
