-- Purpose: in how many texts each name stands in a stretch of days, and in the days before it, as rising_names.sql tells it, from
-- the counted tables. Grain: one row a name that enough texts and publishers have in the stretch.
-- What stands in braces is replaced by SQL for the time zone.
WITH own AS (SELECT lower(name) AS name FROM sources),
rows AS (
    SELECT subject, text, wire, source, local >= $since AS now
    FROM (SELECT *, {local} AS local FROM counted_subjects
          WHERE named AND counted_at >= CAST($before AS DATE) - 1 AND counted_at < CAST($until AS DATE) + 1)
    WHERE local >= $before AND local < $until AND ($language IS NULL OR language = $language)
),
counted AS (
    SELECT subject, count(DISTINCT text) FILTER (now) AS texts, count(DISTINCT text) FILTER (NOT now) AS before
    FROM rows GROUP BY subject HAVING texts >= $fewest
),
publishers AS (
    SELECT subject, count(DISTINCT coalesce(nullif(wire, ''), sources.owner_group, numbers.id)) AS publishers
    FROM (SELECT DISTINCT subject, wire, source FROM rows WHERE now AND subject IN (SELECT subject FROM counted))
    JOIN counted_numbers AS numbers ON numbers.kind = 'source' AND numbers.number = source
    LEFT JOIN sources ON sources.source_id = numbers.id
    GROUP BY subject
)
SELECT entities.entity_id AS term_id, entities.name, entities.kind, counted.texts, counted.before, publishers.publishers
FROM counted JOIN publishers USING (subject)
JOIN counted_numbers AS numbers ON numbers.number = subject AND numbers.kind = 'entity'
JOIN entities ON entities.entity_id = numbers.id
WHERE publishers.publishers >= $fewest_publishers AND lower(entities.name) NOT IN (SELECT name FROM own)
ORDER BY entities.entity_id
