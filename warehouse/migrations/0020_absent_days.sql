-- How long somebody was absent is the days between, without those of the mentions themselves: last named on the 1st and
-- again on the 5th, three. So counts a rule of kind `new` as well.

-- Grain: one row an entity and moment between since and as_of at which it is named for the first time ever (last_before is
-- NULL) or again after at least `days` days (of UTC) without a mention (none of these where days is NULL).
CREATE OR REPLACE MACRO entity_novelty(since, as_of, days) AS TABLE
SELECT entity_id, known_at, article_id, last_before,
       date_diff('day', timezone('UTC', last_before), timezone('UTC', known_at)) - 1 AS absent_days
FROM (
    SELECT entity_id, known_at, article_id, lag(known_at) OVER (PARTITION BY entity_id ORDER BY known_at, article_id) AS last_before
    FROM mentions_known
    WHERE known_at < as_of AND entity_id IN (SELECT entity_id FROM mentions_known WHERE known_at >= since AND known_at < as_of)
)
WHERE known_at >= since AND (
    last_before IS NULL OR date_diff('day', timezone('UTC', last_before), timezone('UTC', known_at)) - 1 >= CAST(days AS INTEGER)
);
