-- Purpose: in how many texts each name stands in a stretch of days, as rising_names.sql tells it, from the counted tables.
-- Grain: one row a name that enough texts and publishers have in the stretch; `small` is the name in small letters.
-- What stands in braces is replaced by counted_stretch.sql.
SELECT number, entities.entity_id AS term_id, entities.name, lower(entities.name) AS small, entities.kind, texts, publishers
FROM (
    SELECT subject, count(DISTINCT text) AS texts, count(DISTINCT publisher) AS publishers
    FROM counted_found JOIN ({stretch}) USING (article)
    WHERE named GROUP BY subject HAVING texts >= $fewest AND publishers >= $fewest_publishers
)
JOIN counted_numbers AS numbers ON number = subject AND numbers.kind = 'entity'
JOIN entities ON entities.entity_id = numbers.id
