-- Purpose: in how many of some texts each name stands, of those of a burst and of those before it. Grain: one row a name that
-- enough texts and publishers of the burst have; demonyms and publishers' own names do not count.
WITH texts AS (
    SELECT unnest(from_json($texts, '[{"article_id": "VARCHAR", "publisher": "VARCHAR", "now": "BOOLEAN"}]'), recursive := true)
)
SELECT mentions.entity_id AS term_id, entities.name, entities.kind,
       count(DISTINCT texts.article_id) FILTER (WHERE texts.now) AS texts,
       count(DISTINCT texts.article_id) FILTER (WHERE NOT texts.now) AS before,
       count(DISTINCT texts.publisher) FILTER (WHERE texts.now) AS publishers
FROM mentions JOIN entities USING (entity_id) JOIN texts USING (article_id)
WHERE mentions.label <> 'demonym' AND lower(entities.name) NOT IN (SELECT lower(name) FROM sources)
GROUP BY mentions.entity_id, entities.name, entities.kind
HAVING texts >= $fewest AND publishers >= $fewest_publishers
ORDER BY mentions.entity_id
