-- The rest of the public views in a form that takes a moment, as 0013 has those of shares. `rehearsing` means what it means there.

COMMENT ON MACRO TABLE source_lives_as_of IS 'source_lives, of what was known at a moment.';

CREATE MACRO mentions_known_as_of(moment, rehearsing := false) AS TABLE
SELECT m.entity_id, m.article_id, c.original_id, c.publisher,
       CASE WHEN c.backfilled THEN c.counted_at ELSE c.first_seen_at END AS known_at
FROM (SELECT DISTINCT entity_id, article_id FROM mentions WHERE label NOT IN ('demonym', 'government')) m
JOIN articles_counted_as_of(moment, rehearsing := rehearsing) c USING (article_id);
COMMENT ON MACRO TABLE mentions_known_as_of IS 'mentions_known, in the articles known at a moment.';

CREATE MACRO entity_first_seen_as_of(moment, rehearsing := false) AS TABLE
SELECT entity_id, min(known_at) AS first_seen_at, arg_min(article_id, (known_at, article_id)) AS article_id
FROM mentions_known_as_of(moment, rehearsing := rehearsing) GROUP BY entity_id;
COMMENT ON MACRO TABLE entity_first_seen_as_of IS 'entity_first_seen, of what was known at a moment.';

CREATE MACRO politeness_daily_as_of(moment, rehearsing := false) AS TABLE
WITH asked AS (
    SELECT host_of(url) AS host, CAST(timezone('UTC', polled_at) AS DATE) AS day, outcome, redirects,
           polled_at - lag(polled_at) OVER one_feed AS apart, polled_at < lag(not_before) OVER one_feed AS early
    FROM polls WHERE polled_at <= CAST(moment AS TIMESTAMPTZ) WINDOW one_feed AS (PARTITION BY feed_id, url ORDER BY polled_at)
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
        SELECT host_of(url) AS host, CAST(timezone('UTC', fetched_at) AS DATE) AS day, true AS asked FROM pages WHERE fetched_at <= CAST(moment AS TIMESTAMPTZ)
        UNION ALL
        SELECT host_of(url), CAST(timezone('UTC', checked_at) AS DATE), true FROM page_checks JOIN articles USING (article_id)
        WHERE checked_at <= CAST(moment AS TIMESTAMPTZ)
        UNION ALL
        SELECT host_of(url), CAST(timezone('UTC', rejected_at) AS DATE), reason <> 'robots_disallowed'
        FROM rejections WHERE entry_id <> '' AND raw_sha256 = '' AND url LIKE 'http%' AND reason <> 'robots_unreachable'
          AND rejected_at <= CAST(moment AS TIMESTAMPTZ)
    )
    GROUP BY host, day
)
SELECT host, day, coalesce(polls, 0) AS polls, coalesce(not_modified, 0) AS not_modified,
       coalesce(unchanged, 0) AS unchanged, coalesce(failed, 0) AS failed, coalesce(redirects, 0) AS redirects,
       closest_polls, coalesce(early_polls, 0) AS early_polls, coalesce(page_requests, 0) AS page_requests,
       coalesce(robots_refusals, 0) AS robots_refusals
FROM of_feeds FULL JOIN of_pages USING (host, day);
COMMENT ON MACRO TABLE politeness_daily_as_of IS 'politeness_daily, of what had been asked by a moment; nothing is rehearsed here.';

CREATE MACRO extraction_daily_as_of(moment, rehearsing := false) AS TABLE
WITH settled AS (
    SELECT entry_id, source_id, CAST(timezone('UTC', first_seen_at) AS DATE) AS day, '' AS reason, true AS page
    FROM articles_as_of(moment, rehearsing := rehearsing) WHERE entry_id <> ''
    UNION ALL
    SELECT rejections.entry_id, rejections.source_id,
           CAST(timezone('UTC', coalesce(entries.first_seen_at, rejected_at)) AS DATE), reason, raw_sha256 <> ''
    FROM rejections LEFT JOIN entries USING (entry_id) WHERE rejections.entry_id <> '' AND rejected_at <= CAST(moment AS TIMESTAMPTZ)
),
shown AS (
    SELECT source_id, CAST(timezone('UTC', first_seen_at) AS DATE) AS day, count(*) AS entries FROM entries
    WHERE first_seen_at <= CAST(moment AS TIMESTAMPTZ) GROUP BY ALL
),
outcomes AS (
    SELECT source_id, day, count(*) FILTER (reason = '') AS articles, count(*) FILTER (reason <> '') AS rejected,
           histogram(reason) FILTER (reason <> '') AS reasons, count(*) FILTER (page) AS pages
    FROM settled GROUP BY source_id, day
)
SELECT source_id, day, coalesce(entries, 0) AS entries, coalesce(articles, 0) AS articles, coalesce(rejected, 0) AS rejected,
       reasons, articles / nullif(pages, 0) AS share
FROM shown FULL JOIN outcomes USING (source_id, day);
COMMENT ON MACRO TABLE extraction_daily_as_of IS 'extraction_daily, of what was known at a moment; a page rejected anew later counts from then on.';
