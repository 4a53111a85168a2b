-- Purpose: how much of an entity there is. Grain: one row.
SELECT count(DISTINCT counted.article_id) AS articles, count(DISTINCT counted.original_id) AS texts,
       count(DISTINCT counted.publisher) AS publishers, min(counted.counted_at) AS first_at, max(counted.counted_at) AS last_at
FROM mentions JOIN articles_counted AS counted USING (article_id)
WHERE mentions.entity_id = $entity
