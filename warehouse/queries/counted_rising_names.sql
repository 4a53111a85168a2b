-- Purpose: in how many texts each name stands in a stretch of days, and in the days before it, as rising_names.sql tells it, from the
-- counted tables. Grain: one row a name that enough texts and publishers have in the stretch, by id.
-- Telling texts apart takes most of the time, so it is done only for those that several articles of these days may share: texts
-- that have copies among them. Every other article is a text of its own, and is only counted.
-- What stands in braces is replaced by SQL for the time zone.
WITH stretch AS MATERIALIZED (
    SELECT article, text, publisher, local >= $since AS now
    FROM (SELECT *, {local} AS local FROM counted_articles
          WHERE counted_at >= CAST($before AS DATE) - 1 AND counted_at < CAST($until AS DATE) + 1)
    WHERE local >= $before AND local < $until AND ($language IS NULL OR language = $language)
),
told AS MATERIALIZED (SELECT *, text IN (SELECT text FROM stretch WHERE article <> text) AS shared FROM stretch),
found AS (
    SELECT subject, count(*) FILTER (now) AS texts, count(*) FILTER (NOT now) AS before
    FROM counted_found JOIN (FROM told WHERE NOT shared) USING (article) WHERE named GROUP BY subject
    UNION ALL
    SELECT subject, count(*) FILTER (now), count(*) FILTER (NOT now)
    FROM (SELECT DISTINCT subject, text, now FROM counted_found JOIN (FROM told WHERE shared) USING (article) WHERE named) GROUP BY subject
),
published AS (
    SELECT subject, count(*) AS publishers
    FROM (SELECT DISTINCT subject, publisher FROM counted_found JOIN (FROM stretch WHERE now) USING (article) WHERE named) GROUP BY subject
),
names AS (
    SELECT subject, CAST(sum(texts) AS BIGINT) AS texts, CAST(sum(before) AS BIGINT) AS before, any_value(publishers) AS publishers
    FROM found JOIN published USING (subject) WHERE publishers >= $fewest_publishers
    GROUP BY subject HAVING sum(texts) >= $fewest
)
SELECT entities.entity_id AS term_id, entities.name, entities.kind, texts, before, publishers
FROM names JOIN counted_numbers AS numbers ON numbers.number = subject AND numbers.kind = 'entity' JOIN entities ON entities.entity_id = numbers.id
WHERE lower(entities.name) NOT IN (SELECT lower(name) FROM sources)
ORDER BY term_id
