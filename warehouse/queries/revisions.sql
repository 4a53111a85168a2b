-- Purpose: what publishers changed in articles, since a moment, by source, kind and where it was seen, if asked. Grain: one row a change, the
-- latest first.
SELECT seen_at, coalesce(sources.name, articles.source_id) AS source, kind, seen_in, similarity, before, after, title,
       articles.url, article_id
FROM revisions JOIN articles USING (article_id) LEFT JOIN sources USING (source_id)
WHERE ($since IS NULL OR seen_at >= $since)
  AND ($source IS NULL OR articles.source_id = $source)
  AND ($kind IS NULL OR kind = $kind)
  AND ($seen_in IS NULL OR seen_in = $seen_in)
ORDER BY seen_at DESC, source, article_id, kind
