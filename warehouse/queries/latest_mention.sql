-- Purpose: where a name stands last in a stretch of days, beside another name if one is given. Grain: one row, the text with its mention.
-- Texts are packed: only the one that is told is read.
WITH latest AS MATERIALIZED (
    SELECT article_id, mentions.start_char, mentions.end_char
    FROM mentions JOIN articles_counted AS counted USING (article_id)
    WHERE mentions.entity_id = $term AND NOT mentions.in_title
      AND ($beside = '' OR EXISTS (
          SELECT 1 FROM mentions AS other WHERE other.article_id = mentions.article_id AND other.entity_id = $beside))
      AND counted.counted_at >= CAST(CAST($since AS DATE) - 1 AS TIMESTAMPTZ) AND counted.counted_at < CAST(CAST($until AS DATE) + 1 AS TIMESTAMPTZ)
      AND local_time(counted.counted_at, counted.day_only, $zone) >= $since
      AND local_time(counted.counted_at, counted.day_only, $zone) < $until
    ORDER BY counted.counted_at DESC, article_id, mentions.start_char
    LIMIT 1
)
SELECT articles.article_id, articles.url, articles.title, articles.text, latest.start_char, latest.end_char
FROM latest JOIN articles USING (article_id)
