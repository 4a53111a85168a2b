-- Purpose: in how many texts each name stands in a stretch of days, and in the days before it. Grain: one row a name that
-- enough texts and publishers have in the stretch; demonyms, capitals for governments and publishers' own names do not count.
WITH scope AS (
    SELECT article_id, original_id, publisher, local_time(counted_at, day_only, $zone) >= $since AS now
    FROM articles_counted
    WHERE local_time(counted_at, day_only, $zone) >= $before AND local_time(counted_at, day_only, $zone) < $until
      AND ($language IS NULL OR language = $language)
)
SELECT mentions.entity_id AS term_id, entities.name, entities.kind,
       count(DISTINCT scope.original_id) FILTER (WHERE scope.now) AS texts,
       count(DISTINCT scope.original_id) FILTER (WHERE NOT scope.now) AS before,
       count(DISTINCT scope.publisher) FILTER (WHERE scope.now) AS publishers
FROM mentions JOIN entities USING (entity_id) JOIN scope USING (article_id)
WHERE mentions.label NOT IN ('demonym', 'government') AND lower(entities.name) NOT IN (SELECT lower(name) FROM sources)
GROUP BY mentions.entity_id, entities.name, entities.kind
HAVING texts >= $fewest AND publishers >= $fewest_publishers
ORDER BY mentions.entity_id
