-- Purpose: whom and what the texts on a term mention beside it, by source, country, language or owner group.
-- Grain: one row a value and entity, with its texts and all texts of the value on the term; demonyms and capitals for governments do not count.
-- What stands in braces is replaced by one of the match_*.sql questions, by scope.sql and by a column of it.
WITH matched AS ({matched}),
scope AS ({scope}),
on_it AS (SELECT article_id, original_id, coalesce({value}, '') AS value FROM scope JOIN matched USING (article_id)),
wholes AS (SELECT value, count(DISTINCT original_id) AS whole FROM on_it GROUP BY value)
SELECT on_it.value, entities.name, count(DISTINCT on_it.original_id) AS texts, any_value(wholes.whole) AS whole
FROM on_it JOIN mentions USING (article_id) JOIN entities USING (entity_id) JOIN wholes ON wholes.value = on_it.value
WHERE mentions.label NOT IN ('demonym', 'government') AND NOT ($kind = 'entity' AND mentions.entity_id = $term)
GROUP BY on_it.value, mentions.entity_id, entities.name
ORDER BY on_it.value, texts DESC, entities.name
