-- Purpose: in how many texts each name stands in a stretch of days, and in the days before it, as rising_names.sql tells it, from
-- the counted tables. Grain: one row a name that enough texts and publishers have in the stretch.
-- What stands in braces is replaced by SQL for the time zone.
WITH own AS (SELECT lower(name) AS name FROM sources),
rows AS MATERIALIZED (
    SELECT subject, text, publisher, local >= $since AS now
    FROM (SELECT *, {local} AS local FROM counted_subjects
          WHERE named AND counted_at >= CAST($before AS DATE) - 1 AND counted_at < CAST($until AS DATE) + 1)
    WHERE local >= $before AND local < $until AND ($language IS NULL OR language = $language)
),
often AS (SELECT subject FROM rows WHERE now GROUP BY subject HAVING count(*) >= $fewest),
texts AS (SELECT subject, now, text FROM rows WHERE subject IN (SELECT subject FROM often) GROUP BY ALL),
counted AS (
    SELECT subject, count(*) FILTER (now) AS texts, count(*) FILTER (NOT now) AS before
    FROM texts GROUP BY subject HAVING texts >= $fewest
),
publishers AS (
    SELECT subject, count(*) AS publishers
    FROM (SELECT subject, publisher FROM rows WHERE now AND subject IN (SELECT subject FROM counted) GROUP BY ALL)
    GROUP BY subject HAVING publishers >= $fewest_publishers
)
SELECT entities.entity_id AS term_id, entities.name, entities.kind, counted.texts, counted.before, publishers.publishers
FROM counted JOIN publishers USING (subject)
JOIN counted_numbers AS numbers ON numbers.number = subject AND numbers.kind = 'entity'
JOIN entities ON entities.entity_id = numbers.id
WHERE lower(entities.name) NOT IN (SELECT name FROM own)
ORDER BY entities.entity_id
