-- Purpose: names met in texts that nobody configured. Grain: one row a name, the most frequent first; publishers' own do not count.
SELECT entities.entity_id, entities.name, entities.kind, count(DISTINCT counted.original_id) AS texts,
       count(DISTINCT counted.publisher) AS publishers
FROM mentions JOIN entities USING (entity_id) JOIN articles_counted AS counted USING (article_id)
WHERE contains(entities.entity_id, ':') AND lower(entities.name) NOT IN (SELECT lower(name) FROM sources)
  AND ($since IS NULL OR local_time(counted.counted_at, counted.day_only, $zone) >= $since)
GROUP BY ALL
HAVING texts >= $fewest
ORDER BY texts DESC, publishers DESC, entities.entity_id
LIMIT $most
