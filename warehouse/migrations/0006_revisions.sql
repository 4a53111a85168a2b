-- What made each derived row, what feeds said (so that it can be made anew without the network), and how pages changed later.

ALTER TABLE articles ADD COLUMN clean_version VARCHAR;
ALTER TABLE articles ADD COLUMN enrich_version VARCHAR;
ALTER TABLE rejections ADD COLUMN clean_version VARCHAR;
COMMENT ON COLUMN articles.clean_version IS 'What cleaned it: version of the cleaning, of the extractor, and the fewest words asked for; NULL where it was not recorded.';
COMMENT ON COLUMN articles.enrich_version IS 'What read it: version of the recognition, the language model with its version, and a hash of the configured entities and topics; NULL where it was not recorded.';
COMMENT ON COLUMN rejections.clean_version IS 'What rejected it, as in articles; NULL where it was not recorded.';

CREATE TABLE entry_contents (
    entry_id VARCHAR NOT NULL, title VARCHAR NOT NULL, author VARCHAR NOT NULL, language VARCHAR NOT NULL,
    content_html VARCHAR NOT NULL, published_raw VARCHAR NOT NULL, published_at TIMESTAMPTZ, published_precision VARCHAR NOT NULL
);
COMMENT ON TABLE entry_contents IS 'What feeds said of entries when they showed them first, one row each.';
COMMENT ON COLUMN entry_contents.entry_id IS 'Feed entry.';
COMMENT ON COLUMN entry_contents.title IS 'Its title.';
COMMENT ON COLUMN entry_contents.author IS 'Its author; empty where none.';
COMMENT ON COLUMN entry_contents.language IS 'Language that the feed names; empty where none.';
COMMENT ON COLUMN entry_contents.content_html IS 'Its full content, as the feed has it; empty where it has a summary or nothing.';
COMMENT ON COLUMN entry_contents.published_raw IS 'Its publication as written; empty where none.';
COMMENT ON COLUMN entry_contents.published_at IS 'The same as a moment; NULL where it could not be read.';
COMMENT ON COLUMN entry_contents.published_precision IS 'How much of it was claimed: second, hour or day.';

CREATE TABLE page_checks (
    article_id VARCHAR NOT NULL, checked_at TIMESTAMPTZ NOT NULL, outcome VARCHAR NOT NULL, raw_sha256 VARCHAR NOT NULL,
    etag VARCHAR NOT NULL, last_modified VARCHAR NOT NULL
);
COMMENT ON TABLE page_checks IS 'Second looks at pages of articles, one row each.';
COMMENT ON COLUMN page_checks.article_id IS 'Article.';
COMMENT ON COLUMN page_checks.checked_at IS 'When its page was asked for again.';
COMMENT ON COLUMN page_checks.outcome IS 'unchanged, changed, gone (404 or 410), or the reason why it could not be compared.';
COMMENT ON COLUMN page_checks.raw_sha256 IS 'SHA-256 of the latest version that is known, and its name in the raw archive.';
COMMENT ON COLUMN page_checks.etag IS 'ETag to ask by the next time.';
COMMENT ON COLUMN page_checks.last_modified IS 'Last-Modified to ask by the next time.';

CREATE TABLE revisions (
    article_id VARCHAR NOT NULL, seen_at TIMESTAMPTZ NOT NULL, kind VARCHAR NOT NULL, before VARCHAR NOT NULL,
    after VARCHAR NOT NULL, similarity DOUBLE NOT NULL, raw_before VARCHAR NOT NULL, raw_after VARCHAR NOT NULL
);
COMMENT ON TABLE revisions IS 'How pages changed after they were first read, one row a change; articles keep their first version.';
COMMENT ON COLUMN revisions.article_id IS 'Article.';
COMMENT ON COLUMN revisions.seen_at IS 'When the change was seen.';
COMMENT ON COLUMN revisions.kind IS 'headline, text, numbers, paragraphs_added, paragraphs_removed or deleted.';
COMMENT ON COLUMN revisions.before IS 'What stood there; empty where something was added.';
COMMENT ON COLUMN revisions.after IS 'What stands there now; empty where something was removed.';
COMMENT ON COLUMN revisions.similarity IS 'Of both versions of the headline (kind headline) or of the whole text, 0 to 1.';
COMMENT ON COLUMN revisions.raw_before IS 'SHA-256 of the page before, in the raw archive.';
COMMENT ON COLUMN revisions.raw_after IS 'SHA-256 of the page after it; empty where it is gone.';

CREATE VIEW extraction_daily AS
WITH settled AS (
    SELECT entry_id, source_id, CAST(timezone('UTC', first_seen_at) AS DATE) AS day, '' AS reason, true AS page
    FROM articles WHERE entry_id <> ''
    UNION ALL
    SELECT rejections.entry_id, rejections.source_id,
           CAST(timezone('UTC', coalesce(entries.first_seen_at, rejected_at)) AS DATE), reason, raw_sha256 <> ''
    FROM rejections LEFT JOIN entries USING (entry_id) WHERE rejections.entry_id <> ''
),
shown AS (
    SELECT source_id, CAST(timezone('UTC', first_seen_at) AS DATE) AS day, count(*) AS entries FROM entries GROUP BY ALL
),
outcomes AS (
    SELECT source_id, day, count(*) FILTER (reason = '') AS articles, count(*) FILTER (reason <> '') AS rejected,
           histogram(reason) FILTER (reason <> '') AS reasons, count(*) FILTER (page) AS pages
    FROM settled GROUP BY source_id, day
)
SELECT source_id, day, coalesce(entries, 0) AS entries, coalesce(articles, 0) AS articles, coalesce(rejected, 0) AS rejected,
       reasons, articles / nullif(pages, 0) AS share
FROM shown FULL JOIN outcomes USING (source_id, day);
COMMENT ON VIEW extraction_daily IS 'What became of the entries of feeds, by source and the UTC day on which they were first seen.';
COMMENT ON COLUMN extraction_daily.source_id IS 'Source.';
COMMENT ON COLUMN extraction_daily.day IS 'UTC day.';
COMMENT ON COLUMN extraction_daily.entries IS 'Entries that its feeds showed first on that day.';
COMMENT ON COLUMN extraction_daily.articles IS 'Of them articles.';
COMMENT ON COLUMN extraction_daily.rejected IS 'Of them rejected; the rest still waits, or is an article known by another entry.';
COMMENT ON COLUMN extraction_daily.reasons IS 'How many were rejected for which reason; NULL where none was.';
COMMENT ON COLUMN extraction_daily.share IS 'articles / pages that answered: what could not be fetched does not count; NULL where none answered.';

-- Second looks are requests too.
CREATE OR REPLACE VIEW politeness_daily AS
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
        SELECT host_of(url), CAST(timezone('UTC', checked_at) AS DATE), true FROM page_checks JOIN articles USING (article_id)
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
COMMENT ON COLUMN politeness_daily.page_requests IS 'Pages of entries asked for, whatever came of it, also for a second look; tries that were repeated in a later pass count once.';
COMMENT ON COLUMN politeness_daily.robots_refusals IS 'Pages not asked for, since robots.txt does not want it.';
