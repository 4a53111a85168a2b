-- Purpose: where an article names some entities, to show it. Grain: one row a mention, with the article's title and text.
SELECT mentions.entity_id, mentions.start_char, mentions.end_char, mentions.in_title, articles.title, articles.text
FROM mentions JOIN articles USING (article_id)
WHERE article_id = $article AND entity_id IN ($entity, $other)
ORDER BY mentions.in_title, mentions.start_char
