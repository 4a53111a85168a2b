-- What was known when: every public view of shares in a form that takes a moment. An article is known from when it was first
-- seen and fetched on. With `rehearsing`, one that was imported from a file is known from its publication on, as a rehearsal of
-- rules over the past takes it; without it an import changes no past moment. What was read out of an article (its entities,
-- topics, series) and who its publisher is are as they stand now.

CREATE MACRO articles_as_of(moment, rehearsing := false) AS TABLE
SELECT articles.*, coalesce(known.revisions, 0) AS revisions, known.revised_at
FROM articles LEFT JOIN (
    SELECT article_id, count(*) AS revisions, max(seen_at) AS revised_at FROM revisions
    WHERE seen_at <= CAST(moment AS TIMESTAMPTZ) GROUP BY article_id
) AS known USING (article_id)
WHERE CASE WHEN rehearsing AND backfilled THEN coalesce(published_at, first_seen_at)
           ELSE greatest(first_seen_at, fetched_at) END <= CAST(moment AS TIMESTAMPTZ);
COMMENT ON MACRO TABLE articles_as_of IS 'articles, those known at a moment, with how many revisions of each were known then and when the last of them was seen.';

CREATE MACRO articles_counted_as_of(moment, rehearsing := false) AS TABLE
SELECT counted.* FROM articles_counted AS counted SEMI JOIN articles_as_of(moment, rehearsing := rehearsing) USING (article_id);
COMMENT ON MACRO TABLE articles_counted_as_of IS 'articles_counted, of what was known at a moment.';

CREATE MACRO texts_daily_as_of(moment, rehearsing := false) AS TABLE
SELECT CAST(timezone('UTC', counted_at) AS DATE) AS day, count(*) AS articles, count(DISTINCT original_id) AS texts,
       count(DISTINCT publisher) AS publishers, count(DISTINCT source_id) AS live_sources
FROM articles_counted_as_of(moment, rehearsing := rehearsing) GROUP BY day;

CREATE MACRO source_lives_as_of(moment, rehearsing := false) AS TABLE
SELECT source_id, min(began_at) AS began_at, max(last_at) AS last_at
FROM (
    SELECT source_id, min(counted_at) AS began_at, max(counted_at) AS last_at
    FROM articles_counted_as_of(moment, rehearsing := rehearsing) GROUP BY source_id
    UNION ALL
    SELECT feeds.source_id, min(asked.began_at), max(asked.last_at)
    FROM (
        SELECT feed_id, min(polled_at) FILTER (outcome <> 'failed') AS began_at, max(polled_at) AS last_at
        FROM polls WHERE polled_at <= CAST(moment AS TIMESTAMPTZ) GROUP BY feed_id
    ) AS asked JOIN feeds USING (feed_id)
    GROUP BY feeds.source_id
)
GROUP BY source_id
HAVING min(began_at) IS NOT NULL;

CREATE MACRO coverage_daily_as_of(moment, rehearsing := false) AS TABLE
WITH texts AS (FROM texts_daily_as_of(moment, rehearsing := rehearsing)),
days AS (
    SELECT day FROM texts
    UNION
    SELECT DISTINCT CAST(timezone('UTC', polled_at) AS DATE) FROM polls WHERE polled_at <= CAST(moment AS TIMESTAMPTZ)
),
expected AS (
    SELECT days.day, count(*) AS sources
    FROM days JOIN source_lives_as_of(moment, rehearsing := rehearsing) AS lives
      ON days.day BETWEEN CAST(timezone('UTC', lives.began_at) AS DATE) AND CAST(timezone('UTC', lives.last_at) AS DATE)
    GROUP BY days.day
)
SELECT days.day, coalesce(texts.articles, 0) AS articles, coalesce(texts.texts, 0) AS texts,
       coalesce(texts.publishers, 0) AS publishers, coalesce(texts.live_sources, 0) AS live_sources,
       coalesce(expected.sources, 0) AS expected_sources, coalesce(texts.live_sources, 0) / expected.sources AS coverage
FROM days LEFT JOIN texts USING (day) LEFT JOIN expected USING (day);
COMMENT ON MACRO TABLE coverage_daily_as_of IS 'coverage_daily, of what was known at a moment.';

CREATE MACRO entity_daily_as_of(moment, rehearsing := false) AS TABLE
SELECT CAST(timezone('UTC', c.counted_at) AS DATE) AS day, m.entity_id, count(*) AS articles,
       count(DISTINCT c.original_id) AS texts, count(DISTINCT c.publisher) AS publishers, any_value(d.texts) AS total,
       count(DISTINCT c.original_id) / any_value(d.texts) AS share
FROM (SELECT DISTINCT article_id, entity_id FROM mentions) m
JOIN articles_counted_as_of(moment, rehearsing := rehearsing) c USING (article_id)
JOIN texts_daily_as_of(moment, rehearsing := rehearsing) d ON d.day = CAST(timezone('UTC', c.counted_at) AS DATE)
GROUP BY ALL;
COMMENT ON MACRO TABLE entity_daily_as_of IS 'entity_daily, of what was known at a moment.';

CREATE MACRO topic_daily_as_of(moment, rehearsing := false) AS TABLE
SELECT CAST(timezone('UTC', c.counted_at) AS DATE) AS day, t.topic_id, count(*) AS articles,
       count(DISTINCT c.original_id) AS texts, count(DISTINCT c.publisher) AS publishers, any_value(d.texts) AS total,
       count(DISTINCT c.original_id) / any_value(d.texts) AS share
FROM article_topics t
JOIN articles_counted_as_of(moment, rehearsing := rehearsing) c USING (article_id)
JOIN texts_daily_as_of(moment, rehearsing := rehearsing) d ON d.day = CAST(timezone('UTC', c.counted_at) AS DATE)
GROUP BY ALL;
COMMENT ON MACRO TABLE topic_daily_as_of IS 'topic_daily, of what was known at a moment.';

CREATE MACRO watch_daily_as_of(moment, rehearsing := false) AS TABLE
SELECT CAST(timezone('UTC', c.counted_at) AS DATE) AS day, w.watch_id, w.series, count(*) AS articles,
       count(DISTINCT c.original_id) AS texts, count(DISTINCT c.publisher) AS publishers, any_value(d.texts) AS total,
       count(DISTINCT c.original_id) / any_value(d.texts) AS share
FROM watch_hits w
JOIN articles_counted_as_of(moment, rehearsing := rehearsing) c USING (article_id)
JOIN texts_daily_as_of(moment, rehearsing := rehearsing) d ON d.day = CAST(timezone('UTC', c.counted_at) AS DATE)
GROUP BY ALL;
COMMENT ON MACRO TABLE watch_daily_as_of IS 'watch_daily, of what was known at a moment.';
