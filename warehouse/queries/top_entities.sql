-- Purpose: who and what is most in the news. Grain: one row an entity; demonyms and capitals for governments do not count.
SELECT mentions.entity_id, entities.name, entities.kind, count(DISTINCT counted.original_id) AS texts,
       count(DISTINCT counted.publisher) AS publishers
FROM mentions JOIN entities USING (entity_id) JOIN articles_counted AS counted USING (article_id)
WHERE mentions.label NOT IN ('demonym', 'government')
GROUP BY ALL
ORDER BY texts DESC, name
LIMIT $most
