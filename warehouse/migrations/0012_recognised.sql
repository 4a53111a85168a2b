-- What the recogniser marked, so that linking can be done anew without it; and since when who is known, as of any moment.

CREATE TABLE recognised (article_id VARCHAR NOT NULL, recogniser VARCHAR NOT NULL, spans VARCHAR NOT NULL);
COMMENT ON TABLE recognised IS 'What the recogniser marked in articles before anything was linked, one row an article that was read since this table exists.';
COMMENT ON COLUMN recognised.article_id IS 'Article.';
COMMENT ON COLUMN recognised.recogniser IS 'What marked it: version of our own code and the language model with its version.';
COMMENT ON COLUMN recognised.spans IS 'The marks in order, as LABEL@start+length, those of the title behind ^; empty where nothing was marked.';

-- When an article became known: first seen, or for what was imported from a file, published (as a rehearsal takes it).
CREATE VIEW mentions_known AS
SELECT m.entity_id, m.article_id, c.original_id, c.publisher,
       CASE WHEN c.backfilled THEN c.counted_at ELSE c.first_seen_at END AS known_at
FROM (SELECT DISTINCT entity_id, article_id FROM mentions WHERE label NOT IN ('demonym', 'government')) m
JOIN articles_counted c USING (article_id);
COMMENT ON VIEW mentions_known IS 'Since when it is known that an article names an entity, one row a pair; demonyms and capitals for governments do not count.';
COMMENT ON COLUMN mentions_known.entity_id IS 'Entity.';
COMMENT ON COLUMN mentions_known.article_id IS 'Article that names it.';
COMMENT ON COLUMN mentions_known.original_id IS 'The text it prints.';
COMMENT ON COLUMN mentions_known.publisher IS 'Independent publisher behind it.';
COMMENT ON COLUMN mentions_known.known_at IS 'When the article was first seen; when it was published, if it was imported from a file.';

CREATE VIEW entity_first_seen AS
SELECT entity_id, min(known_at) AS first_seen_at, arg_min(article_id, (known_at, article_id)) AS article_id
FROM mentions_known GROUP BY entity_id;
COMMENT ON VIEW entity_first_seen IS 'The first mention ever of each entity, one row an entity. What was known on a day is what has first_seen_at before its end.';
COMMENT ON COLUMN entity_first_seen.entity_id IS 'Entity.';
COMMENT ON COLUMN entity_first_seen.first_seen_at IS 'When its first mention became known.';
COMMENT ON COLUMN entity_first_seen.article_id IS 'Article of that mention.';

-- Grain: one row an entity and moment between since and as_of at which it is named for the first time ever (last_before is
-- NULL) or again after at least `days` days without a mention (none of these where days is NULL).
CREATE MACRO entity_novelty(since, as_of, days) AS TABLE
SELECT entity_id, known_at, article_id, last_before, date_diff('day', last_before, known_at) AS absent_days
FROM (
    SELECT entity_id, known_at, article_id, lag(known_at) OVER (PARTITION BY entity_id ORDER BY known_at, article_id) AS last_before
    FROM mentions_known
    WHERE known_at < as_of AND entity_id IN (SELECT entity_id FROM mentions_known WHERE known_at >= since AND known_at < as_of)
)
WHERE known_at >= since AND (last_before IS NULL OR known_at - last_before >= to_days(CAST(days AS INTEGER)));

-- Grain: one row a pair of entities (the lesser id first) that an article names together for the first time ever between
-- since and as_of, with the distinct texts that name both in that time.
CREATE MACRO pair_first_seen(since, as_of) AS TABLE
WITH fresh AS (SELECT * FROM mentions_known WHERE known_at >= since AND known_at < as_of),
pairs AS (
    SELECT a.entity_id, b.entity_id AS other_id, min(a.known_at) AS first_seen_at,
           arg_min(a.article_id, (a.known_at, a.article_id)) AS article_id, count(DISTINCT a.original_id) AS texts,
           count(DISTINCT a.publisher) AS publishers
    FROM fresh a JOIN fresh b ON a.article_id = b.article_id AND a.entity_id < b.entity_id
    GROUP BY a.entity_id, b.entity_id
)
SELECT * FROM pairs
WHERE NOT EXISTS (
    SELECT 1 FROM mentions_known x JOIN mentions_known y USING (article_id)
    WHERE x.entity_id = pairs.entity_id AND y.entity_id = pairs.other_id AND x.known_at < since
);
