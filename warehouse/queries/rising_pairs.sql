-- Purpose: in how many texts two names stand together in a stretch of days, and in the days before it. Grain: one row a
-- pair that enough texts and publishers have in the stretch; demonyms, capitals for governments and publishers' own names do not count.
-- A day more on either side is looked at in UTC first: telling the time in a zone takes long.
WITH scope AS (
    SELECT article_id, original_id, publisher, local_time(counted_at, day_only, $zone) >= $since AS now
    FROM articles_counted
    WHERE counted_at >= CAST(CAST($before AS DATE) - 1 AS TIMESTAMPTZ) AND counted_at < CAST(CAST($until AS DATE) + 1 AS TIMESTAMPTZ)
      AND local_time(counted_at, day_only, $zone) >= $before AND local_time(counted_at, day_only, $zone) < $until
      AND ($language IS NULL OR language = $language)
), named AS (
    SELECT DISTINCT scope.original_id, scope.publisher, scope.now, mentions.entity_id, entities.name
    FROM mentions JOIN entities USING (entity_id) JOIN scope USING (article_id)
    WHERE mentions.label NOT IN ('demonym', 'government') AND lower(entities.name) NOT IN (SELECT lower(name) FROM sources)
), often AS (
    SELECT entity_id FROM named WHERE now GROUP BY entity_id HAVING count(DISTINCT original_id) >= $fewest
), chosen AS (SELECT * FROM named JOIN often USING (entity_id))
SELECT one.entity_id || ' + ' || other.entity_id AS term_id, one.name || ' + ' || other.name AS name, 'pair' AS kind,
       count(DISTINCT one.original_id) FILTER (WHERE one.now) AS texts,
       count(DISTINCT one.original_id) FILTER (WHERE NOT one.now) AS before,
       count(DISTINCT one.publisher) FILTER (WHERE one.now) AS publishers
FROM chosen AS one JOIN chosen AS other ON one.original_id = other.original_id AND one.entity_id < other.entity_id
GROUP BY one.entity_id, other.entity_id, one.name, other.name
HAVING texts >= $fewest AND publishers >= $fewest_publishers
ORDER BY term_id
