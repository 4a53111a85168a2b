-- What polling plans and how feeds stand, which feed showed an entry first, how complete a day is, and the ledger of politeness.

ALTER TABLE polls ADD COLUMN failure VARCHAR;
ALTER TABLE polls ADD COLUMN state VARCHAR;
ALTER TABLE polls ADD COLUMN redirects INTEGER;
ALTER TABLE polls ADD COLUMN final_url VARCHAR;
ALTER TABLE polls ADD COLUMN next_poll_at TIMESTAMPTZ;
ALTER TABLE polls ADD COLUMN not_before TIMESTAMPTZ;
COMMENT ON COLUMN polls.failure IS 'How grave the feed''s failures are: temporary, soft, hard or gone; empty while it answers.';
COMMENT ON COLUMN polls.state IS 'How the feed stands after it: changed, unchanged, empty (a sound feed without entries), moved (answers at another address for good), failing (no answer, or a refusal), broken (an answer that is no feed) or suspended (asked no more).';
COMMENT ON COLUMN polls.redirects IS 'Redirects that were followed.';
COMMENT ON COLUMN polls.final_url IS 'Address that answered, after redirects; empty where none did.';
COMMENT ON COLUMN polls.next_poll_at IS 'When the feed is planned to be asked next; NULL for a suspended one.';
COMMENT ON COLUMN polls.not_before IS 'Until when it may not be asked: what the publisher wishes, and the least interval of the settings.';

CREATE TABLE entries (
    entry_id VARCHAR NOT NULL, feed_id VARCHAR NOT NULL, source_id VARCHAR NOT NULL, url VARCHAR NOT NULL,
    first_seen_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE entries IS 'Entries that feeds have shown, one row each.';
COMMENT ON COLUMN entries.entry_id IS 'Stable id: a hash of what names the entry in its publisher''s feeds.';
COMMENT ON COLUMN entries.feed_id IS 'Feed that showed it first.';
COMMENT ON COLUMN entries.source_id IS 'Publisher.';
COMMENT ON COLUMN entries.url IS 'Address that it links to; empty where none.';
COMMENT ON COLUMN entries.first_seen_at IS 'When a poll first brought it.';

ALTER TABLE articles ADD COLUMN entry_id VARCHAR;
COMMENT ON COLUMN articles.entry_id IS 'Feed entry it came from; empty for imports, NULL where it was not recorded.';

CREATE VIEW source_lives AS
SELECT source_id, min(began_at) AS began_at, max(last_at) AS last_at
FROM (
    SELECT source_id, min(counted_at) AS began_at, max(counted_at) AS last_at FROM articles_counted GROUP BY source_id
    UNION ALL
    SELECT feeds.source_id, min(asked.began_at), max(asked.last_at)
    FROM (
        SELECT feed_id, min(polled_at) FILTER (outcome <> 'failed') AS began_at, max(polled_at) AS last_at
        FROM polls GROUP BY feed_id
    ) AS asked JOIN feeds USING (feed_id)
    GROUP BY feeds.source_id
)
GROUP BY source_id
HAVING min(began_at) IS NOT NULL;
COMMENT ON VIEW source_lives IS 'From when to when a source is expected to publish: from its first article or answered poll to its last article or poll.';
COMMENT ON COLUMN source_lives.source_id IS 'Source.';
COMMENT ON COLUMN source_lives.began_at IS 'First article, or first poll that was answered.';
COMMENT ON COLUMN source_lives.last_at IS 'Last article, or last poll, answered or not.';

-- The denominator alone, for the views of shares: what follows about sources would cost each of them a look at all polls.
CREATE VIEW texts_daily AS
SELECT CAST(timezone('UTC', counted_at) AS DATE) AS day, count(*) AS articles, count(DISTINCT original_id) AS texts,
       count(DISTINCT publisher) AS publishers, count(DISTINCT source_id) AS live_sources
FROM articles_counted GROUP BY day;

CREATE OR REPLACE VIEW coverage_daily AS
WITH days AS (
    SELECT day FROM texts_daily
    UNION
    SELECT DISTINCT CAST(timezone('UTC', polled_at) AS DATE) FROM polls
),
expected AS (
    SELECT days.day, count(*) AS sources
    FROM days JOIN source_lives AS lives
      ON days.day BETWEEN CAST(timezone('UTC', lives.began_at) AS DATE) AND CAST(timezone('UTC', lives.last_at) AS DATE)
    GROUP BY days.day
)
SELECT days.day, coalesce(texts_daily.articles, 0) AS articles, coalesce(texts_daily.texts, 0) AS texts,
       coalesce(texts_daily.publishers, 0) AS publishers, coalesce(texts_daily.live_sources, 0) AS live_sources,
       coalesce(expected.sources, 0) AS expected_sources, coalesce(texts_daily.live_sources, 0) / expected.sources AS coverage
FROM days LEFT JOIN texts_daily USING (day) LEFT JOIN expected USING (day);
COMMENT ON VIEW coverage_daily IS 'Everything collected, by UTC day with an article or a poll: the denominator of every daily share, and how complete it is.';
COMMENT ON COLUMN coverage_daily.day IS 'UTC day.';
COMMENT ON COLUMN coverage_daily.articles IS 'Articles, copies included.';
COMMENT ON COLUMN coverage_daily.texts IS 'Distinct texts: the denominator.';
COMMENT ON COLUMN coverage_daily.publishers IS 'Independent publishers.';
COMMENT ON COLUMN coverage_daily.live_sources IS 'Sources that published anything.';
COMMENT ON COLUMN coverage_daily.expected_sources IS 'Sources that were expected to: the day lies between their first and their last sign of life.';
COMMENT ON COLUMN coverage_daily.coverage IS 'live_sources / expected_sources; NULL where none was expected.';

CREATE OR REPLACE VIEW entity_daily AS
SELECT CAST(timezone('UTC', c.counted_at) AS DATE) AS day, m.entity_id, count(*) AS articles,
       count(DISTINCT c.original_id) AS texts, count(DISTINCT c.publisher) AS publishers, any_value(d.texts) AS total,
       count(DISTINCT c.original_id) / any_value(d.texts) AS share
FROM (SELECT DISTINCT article_id, entity_id FROM mentions) m JOIN articles_counted c USING (article_id)
JOIN texts_daily d ON d.day = CAST(timezone('UTC', c.counted_at) AS DATE)
GROUP BY ALL;
COMMENT ON VIEW entity_daily IS 'Share of distinct texts that mention an entity, by UTC day.';
COMMENT ON COLUMN entity_daily.day IS 'UTC day; days without a mention have no row.';
COMMENT ON COLUMN entity_daily.entity_id IS 'Entity.';
COMMENT ON COLUMN entity_daily.articles IS 'Articles that mention it.';
COMMENT ON COLUMN entity_daily.texts IS 'Distinct texts that mention it.';
COMMENT ON COLUMN entity_daily.publishers IS 'Independent publishers behind them.';
COMMENT ON COLUMN entity_daily.total IS 'Distinct texts collected that day.';
COMMENT ON COLUMN entity_daily.share IS 'texts / total.';

CREATE OR REPLACE VIEW topic_daily AS
SELECT CAST(timezone('UTC', c.counted_at) AS DATE) AS day, t.topic_id, count(*) AS articles,
       count(DISTINCT c.original_id) AS texts, count(DISTINCT c.publisher) AS publishers, any_value(d.texts) AS total,
       count(DISTINCT c.original_id) / any_value(d.texts) AS share
FROM article_topics t JOIN articles_counted c USING (article_id)
JOIN texts_daily d ON d.day = CAST(timezone('UTC', c.counted_at) AS DATE)
GROUP BY ALL;
COMMENT ON VIEW topic_daily IS 'Share of distinct texts that have a topic, by UTC day.';
COMMENT ON COLUMN topic_daily.day IS 'UTC day; days without the topic have no row.';
COMMENT ON COLUMN topic_daily.topic_id IS 'Topic.';
COMMENT ON COLUMN topic_daily.articles IS 'Articles that have it.';
COMMENT ON COLUMN topic_daily.texts IS 'Distinct texts that have it.';
COMMENT ON COLUMN topic_daily.publishers IS 'Independent publishers behind them.';
COMMENT ON COLUMN topic_daily.total IS 'Distinct texts collected that day.';
COMMENT ON COLUMN topic_daily.share IS 'texts / total.';

CREATE OR REPLACE VIEW watch_daily AS
SELECT CAST(timezone('UTC', c.counted_at) AS DATE) AS day, w.watch_id, w.series, count(*) AS articles,
       count(DISTINCT c.original_id) AS texts, count(DISTINCT c.publisher) AS publishers, any_value(d.texts) AS total,
       count(DISTINCT c.original_id) / any_value(d.texts) AS share
FROM watch_hits w JOIN articles_counted c USING (article_id)
JOIN texts_daily d ON d.day = CAST(timezone('UTC', c.counted_at) AS DATE)
GROUP BY ALL;
COMMENT ON VIEW watch_daily IS 'Share of distinct texts that count for a series of a watch, by UTC day.';
COMMENT ON COLUMN watch_daily.day IS 'UTC day; days without a hit have no row.';
COMMENT ON COLUMN watch_daily.watch_id IS 'Watch.';
COMMENT ON COLUMN watch_daily.series IS 'Series of the watch.';
COMMENT ON COLUMN watch_daily.articles IS 'Articles that count for it.';
COMMENT ON COLUMN watch_daily.texts IS 'Distinct texts that count for it.';
COMMENT ON COLUMN watch_daily.publishers IS 'Independent publishers behind them.';
COMMENT ON COLUMN watch_daily.total IS 'Distinct texts collected that day.';
COMMENT ON COLUMN watch_daily.share IS 'texts / total.';

-- Who was asked how often. A host is what stands between // and the path: the name, and a port that is not the usual one.
CREATE MACRO host_of(url) AS lower(regexp_extract(url, '^https?://(?:[^/?#@]*@)?([^/?#]+)', 1));

CREATE VIEW politeness_daily AS
WITH asked AS (
    SELECT host_of(url) AS host, CAST(timezone('UTC', polled_at) AS DATE) AS day, outcome, redirects,
           polled_at - lag(polled_at) OVER one_feed AS apart, polled_at < lag(not_before) OVER one_feed AS early
    FROM polls WINDOW one_feed AS (PARTITION BY feed_id, url ORDER BY polled_at)
),
of_feeds AS (
    SELECT host, day, count(*) AS polls, count(*) FILTER (outcome = 'not_modified') AS not_modified,
           count(*) FILTER (outcome = 'unchanged') AS unchanged, count(*) FILTER (outcome = 'failed') AS failed,
           coalesce(sum(redirects), 0) AS redirects, min(apart) AS closest_polls, count(*) FILTER (early) AS early_polls
    FROM asked GROUP BY host, day
),
of_pages AS (
    SELECT host, day, count(*) FILTER (asked) AS page_requests, count(*) FILTER (NOT asked) AS robots_refusals
    FROM (
        SELECT host_of(url) AS host, CAST(timezone('UTC', fetched_at) AS DATE) AS day, true AS asked FROM pages
        UNION ALL
        SELECT host_of(url), CAST(timezone('UTC', rejected_at) AS DATE), reason <> 'robots_disallowed'
        FROM rejections WHERE entry_id <> '' AND raw_sha256 = '' AND url LIKE 'http%' AND reason <> 'robots_unreachable'
    )
    GROUP BY host, day
)
SELECT host, day, coalesce(polls, 0) AS polls, coalesce(not_modified, 0) AS not_modified,
       coalesce(unchanged, 0) AS unchanged, coalesce(failed, 0) AS failed, coalesce(redirects, 0) AS redirects,
       closest_polls, coalesce(early_polls, 0) AS early_polls, coalesce(page_requests, 0) AS page_requests,
       coalesce(robots_refusals, 0) AS robots_refusals
FROM of_feeds FULL JOIN of_pages USING (host, day);
COMMENT ON VIEW politeness_daily IS 'The ledger of politeness: what each host was asked, by UTC day.';
COMMENT ON COLUMN politeness_daily.host IS 'Host, with its port where that is not the usual one.';
COMMENT ON COLUMN politeness_daily.day IS 'UTC day.';
COMMENT ON COLUMN politeness_daily.polls IS 'Feeds asked for.';
COMMENT ON COLUMN politeness_daily.not_modified IS 'Of them answered with 304: headers alone.';
COMMENT ON COLUMN politeness_daily.unchanged IS 'Of them answered with the bytes of the time before.';
COMMENT ON COLUMN politeness_daily.failed IS 'Of them failed or broken.';
COMMENT ON COLUMN politeness_daily.redirects IS 'Redirects followed from its feeds, each of which is one request more, to it or to another host.';
COMMENT ON COLUMN politeness_daily.closest_polls IS 'Least time between two polls of one feed; NULL for a first one.';
COMMENT ON COLUMN politeness_daily.early_polls IS 'Polls before the moment that the poll before had set as the earliest; only `run --all` and a changed configuration make any.';
COMMENT ON COLUMN politeness_daily.page_requests IS 'Pages of entries asked for, whatever came of it; tries that were repeated in a later pass count once.';
COMMENT ON COLUMN politeness_daily.robots_refusals IS 'Pages not asked for, since robots.txt does not want it.';
