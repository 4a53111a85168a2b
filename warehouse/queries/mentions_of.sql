-- Purpose: the stored mentions of some articles. Grain: one row a mention.
SELECT article_id, entity_id, surface, label, start_char, end_char, in_title FROM mentions
WHERE article_id IN (SELECT unnest(from_json($articles, '["VARCHAR"]')))
