-- Purpose: where an entity was named last, to read it. Grain: one row a text, the newest first, with its first mention.
SELECT counted.counted_at, articles.source_id, articles.title, articles.url, articles.text,
       arg_min(mentions.start_char, mentions.in_title::INTEGER * 100_000_000 + mentions.start_char) AS start_char,
       arg_min(mentions.end_char, mentions.in_title::INTEGER * 100_000_000 + mentions.start_char) AS end_char,
       bool_and(mentions.in_title) AS in_title
FROM mentions JOIN articles USING (article_id) JOIN articles_counted AS counted USING (article_id)
WHERE mentions.entity_id = $entity AND counted.original_id = counted.article_id
GROUP BY counted.article_id, counted.counted_at, articles.source_id, articles.title, articles.url, articles.text
ORDER BY counted.counted_at DESC, counted.article_id
LIMIT $most
