-- Purpose: who was named for the first time, or again after `days` days, as it was known at a moment; with where that was.
-- Grain: one row an entity and that moment, by the texts that name it until then, the most first. Publishers' own names do not count.
WITH novel AS (FROM entity_novelty($since, $as_of, $days)),
sizes AS (
    SELECT entity_id, count(DISTINCT original_id) AS texts, count(DISTINCT publisher) AS publishers
    FROM mentions_known WHERE known_at >= $since AND known_at < $as_of GROUP BY entity_id
)
SELECT novel.entity_id, entities.name, entities.kind, novel.known_at AS first_seen_at, novel.absent_days, sizes.texts, sizes.publishers,
       novel.article_id
FROM novel JOIN sizes USING (entity_id) JOIN entities USING (entity_id)
WHERE sizes.texts >= $fewest AND lower(entities.name) NOT IN (SELECT lower(name) FROM sources)
ORDER BY sizes.texts DESC, novel.known_at, novel.entity_id
LIMIT $most
