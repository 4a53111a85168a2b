-- Purpose: which two were named together for the first time ever, as it was known at a moment; with where that was.
-- Grain: one row a pair, by the texts that name both until then, the most first. Publishers' own names do not count.
SELECT pairs.entity_id, pairs.other_id, one.name, other.name AS other, pairs.first_seen_at, pairs.texts, pairs.publishers, pairs.article_id
FROM pair_first_seen($since, $as_of) AS pairs
JOIN entities AS one ON one.entity_id = pairs.entity_id JOIN entities AS other ON other.entity_id = pairs.other_id
WHERE pairs.texts >= $fewest AND lower(one.name) NOT IN (SELECT lower(name) FROM sources)
  AND lower(other.name) NOT IN (SELECT lower(name) FROM sources)
ORDER BY pairs.texts DESC, pairs.first_seen_at, pairs.entity_id, pairs.other_id
LIMIT $most
