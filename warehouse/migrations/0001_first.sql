-- The first shape of the warehouse. Times are UTC (TIMESTAMPTZ). No keys or indexes: one writer guards identity, and
-- the same tables must also live in a lake of Parquet files.

CREATE TABLE sources (
    source_id VARCHAR NOT NULL, name VARCHAR NOT NULL, country VARCHAR NOT NULL, language VARCHAR NOT NULL,
    owner_group VARCHAR NOT NULL, timezone VARCHAR NOT NULL
);
COMMENT ON TABLE sources IS 'Publishers, one row each.';
COMMENT ON COLUMN sources.source_id IS 'Stable name of the publisher, as in sources.yaml.';
COMMENT ON COLUMN sources.name IS 'Name as people know it.';
COMMENT ON COLUMN sources.country IS 'Country of the newsroom, ISO 3166 alpha-2 (ZZ where unknown).';
COMMENT ON COLUMN sources.language IS 'Main language, ISO 639-1 (und where unknown).';
COMMENT ON COLUMN sources.owner_group IS 'Who owns it; publishers of one group count as one.';
COMMENT ON COLUMN sources.timezone IS 'IANA time zone, used where a date names none.';

CREATE TABLE feeds (feed_id VARCHAR NOT NULL, source_id VARCHAR NOT NULL, url VARCHAR NOT NULL);
COMMENT ON TABLE feeds IS 'Feed addresses, one row each.';
COMMENT ON COLUMN feeds.feed_id IS 'Stable name of the feed, as in feeds.yaml.';
COMMENT ON COLUMN feeds.source_id IS 'Publisher of the feed.';
COMMENT ON COLUMN feeds.url IS 'Address as configured.';

CREATE TABLE polls (
    poll_id VARCHAR NOT NULL, feed_id VARCHAR NOT NULL, url VARCHAR NOT NULL, polled_at TIMESTAMPTZ NOT NULL,
    outcome VARCHAR NOT NULL, status INTEGER, body_bytes BIGINT NOT NULL, entries INTEGER NOT NULL,
    new_entries INTEGER NOT NULL, reason VARCHAR NOT NULL, detail VARCHAR NOT NULL
);
COMMENT ON TABLE polls IS 'Attempts at feeds, one row each.';
COMMENT ON COLUMN polls.poll_id IS 'Stable id of the attempt.';
COMMENT ON COLUMN polls.feed_id IS 'Feed that was asked.';
COMMENT ON COLUMN polls.url IS 'Address that was asked.';
COMMENT ON COLUMN polls.polled_at IS 'When it was asked.';
COMMENT ON COLUMN polls.outcome IS 'changed, unchanged (same bytes), not_modified (304) or failed.';
COMMENT ON COLUMN polls.status IS 'HTTP status, if there was an answer.';
COMMENT ON COLUMN polls.body_bytes IS 'Bytes of the answer, decompressed.';
COMMENT ON COLUMN polls.entries IS 'Entries read from the answer.';
COMMENT ON COLUMN polls.new_entries IS 'Entries never seen before.';
COMMENT ON COLUMN polls.reason IS 'Why it failed, one stable word; empty otherwise.';
COMMENT ON COLUMN polls.detail IS 'Why it failed, for people; empty otherwise.';

CREATE TABLE pages (
    url VARCHAR NOT NULL, final_url VARCHAR NOT NULL, source_id VARCHAR NOT NULL, status INTEGER NOT NULL,
    content_type VARCHAR NOT NULL, body_bytes BIGINT NOT NULL, raw_sha256 VARCHAR NOT NULL,
    fetched_at TIMESTAMPTZ NOT NULL, entry_id VARCHAR NOT NULL
);
COMMENT ON TABLE pages IS 'Pages fetched, one row each; the bytes lie in the raw archive under raw_sha256.';
COMMENT ON COLUMN pages.url IS 'Address that was asked.';
COMMENT ON COLUMN pages.final_url IS 'Address that answered, after redirects.';
COMMENT ON COLUMN pages.source_id IS 'Publisher whose feed led here.';
COMMENT ON COLUMN pages.status IS 'HTTP status.';
COMMENT ON COLUMN pages.content_type IS 'Content type as claimed.';
COMMENT ON COLUMN pages.body_bytes IS 'Bytes of the page, decompressed.';
COMMENT ON COLUMN pages.raw_sha256 IS 'SHA-256 of the bytes, and their name in the raw archive.';
COMMENT ON COLUMN pages.fetched_at IS 'When it was fetched.';
COMMENT ON COLUMN pages.entry_id IS 'Feed entry that led here.';

CREATE TABLE articles (
    article_id VARCHAR NOT NULL, url VARCHAR NOT NULL, canonical_url VARCHAR NOT NULL, source_id VARCHAR NOT NULL,
    title VARCHAR NOT NULL, text VARCHAR NOT NULL, author VARCHAR NOT NULL, language VARCHAR NOT NULL,
    published_at TIMESTAMPTZ, published_precision VARCHAR NOT NULL, published_from VARCHAR NOT NULL,
    wire VARCHAR NOT NULL, first_seen_at TIMESTAMPTZ NOT NULL, fetched_at TIMESTAMPTZ NOT NULL,
    word_count INTEGER NOT NULL, original_id VARCHAR NOT NULL, raw_sha256 VARCHAR NOT NULL, backfilled BOOLEAN NOT NULL
);
COMMENT ON TABLE articles IS 'Clean articles, one row each.';
COMMENT ON COLUMN articles.article_id IS 'Stable id: a hash of the canonical URL, or of the content where there is none.';
COMMENT ON COLUMN articles.url IS 'Address as the feed or file gave it; empty where none did.';
COMMENT ON COLUMN articles.canonical_url IS 'Address without tracking, as identity.';
COMMENT ON COLUMN articles.source_id IS 'Publisher.';
COMMENT ON COLUMN articles.title IS 'Headline, plain text.';
COMMENT ON COLUMN articles.text IS 'Body as cleaned; offsets of mentions refer to it.';
COMMENT ON COLUMN articles.author IS 'Byline; empty where unknown.';
COMMENT ON COLUMN articles.language IS 'ISO 639-1.';
COMMENT ON COLUMN articles.published_at IS 'Claimed publication; NULL where nobody claims one. A claim of a day only stands at 00:00 UTC of that day.';
COMMENT ON COLUMN articles.published_precision IS 'How much of published_at was claimed: second, hour or day.';
COMMENT ON COLUMN articles.published_from IS 'Who claimed it: feed, page, url, text, file, operator; empty where unknown.';
COMMENT ON COLUMN articles.wire IS 'News agency credited with the text; empty where none.';
COMMENT ON COLUMN articles.first_seen_at IS 'When Brinkwatch first saw the entry.';
COMMENT ON COLUMN articles.fetched_at IS 'When the page was fetched.';
COMMENT ON COLUMN articles.word_count IS 'Words of the text.';
COMMENT ON COLUMN articles.original_id IS 'Article that this one is a copy of; itself when it is the original.';
COMMENT ON COLUMN articles.raw_sha256 IS 'SHA-256 of the bytes it was made from.';
COMMENT ON COLUMN articles.backfilled IS 'Imported from a file, not seen in a feed: a rehearsal takes it as known when it was published.';

CREATE TABLE mentions (
    article_id VARCHAR NOT NULL, entity_id VARCHAR NOT NULL, surface VARCHAR NOT NULL, label VARCHAR NOT NULL,
    start_char INTEGER NOT NULL, end_char INTEGER NOT NULL, in_title BOOLEAN NOT NULL
);
COMMENT ON TABLE mentions IS 'Occurrences of entities, one row each.';
COMMENT ON COLUMN mentions.article_id IS 'Article it occurs in.';
COMMENT ON COLUMN mentions.entity_id IS 'Entity it stands for.';
COMMENT ON COLUMN mentions.surface IS 'The characters as they stand in the article.';
COMMENT ON COLUMN mentions.label IS 'Kind of evidence: the kind of entity, or demonym.';
COMMENT ON COLUMN mentions.start_char IS 'First character, counted from 0, in the text (in the title if in_title).';
COMMENT ON COLUMN mentions.end_char IS 'One past the last character.';
COMMENT ON COLUMN mentions.in_title IS 'Whether it stands in the title.';

CREATE TABLE entities (entity_id VARCHAR NOT NULL, name VARCHAR NOT NULL, kind VARCHAR NOT NULL, wikidata VARCHAR NOT NULL);
COMMENT ON TABLE entities IS 'Who and what is mentioned, one row each.';
COMMENT ON COLUMN entities.entity_id IS 'Id of entities.yaml, or kind:name for names met in texts.';
COMMENT ON COLUMN entities.name IS 'Canonical name.';
COMMENT ON COLUMN entities.kind IS 'person, organization, place, group, event, weapon, agreement, other.';
COMMENT ON COLUMN entities.wikidata IS 'Wikidata id where verified; empty otherwise.';

CREATE TABLE topics (topic_id VARCHAR NOT NULL, name VARCHAR NOT NULL, definition VARCHAR NOT NULL, parent VARCHAR NOT NULL);
COMMENT ON TABLE topics IS 'Configured topics, one row each.';
COMMENT ON COLUMN topics.topic_id IS 'Id of topics.yaml.';
COMMENT ON COLUMN topics.name IS 'Name as people read it.';
COMMENT ON COLUMN topics.definition IS 'What belongs to it, in one line.';
COMMENT ON COLUMN topics.parent IS 'Topic that includes it; empty at the top.';

CREATE TABLE article_topics (article_id VARCHAR NOT NULL, topic_id VARCHAR NOT NULL, score DOUBLE NOT NULL);
COMMENT ON TABLE article_topics IS 'Topics of articles, one row a pair.';
COMMENT ON COLUMN article_topics.article_id IS 'Article.';
COMMENT ON COLUMN article_topics.topic_id IS 'Topic it has.';
COMMENT ON COLUMN article_topics.score IS 'Strength from 0 to 1.';

CREATE TABLE watch_hits (
    article_id VARCHAR NOT NULL, watch_id VARCHAR NOT NULL, series VARCHAR NOT NULL, surface VARCHAR NOT NULL,
    start_char INTEGER NOT NULL, end_char INTEGER NOT NULL, in_title BOOLEAN NOT NULL
);
COMMENT ON TABLE watch_hits IS 'Articles that count for a series of a watch, one row a pair.';
COMMENT ON COLUMN watch_hits.article_id IS 'Article.';
COMMENT ON COLUMN watch_hits.watch_id IS 'Watch of watches.yaml.';
COMMENT ON COLUMN watch_hits.series IS 'Series of the watch: coverage, or rule:subject.';
COMMENT ON COLUMN watch_hits.surface IS 'The characters that show why.';
COMMENT ON COLUMN watch_hits.start_char IS 'First character of them, counted from 0.';
COMMENT ON COLUMN watch_hits.end_char IS 'One past the last.';
COMMENT ON COLUMN watch_hits.in_title IS 'Whether they stand in the title.';

CREATE TABLE rejections (
    url VARCHAR NOT NULL, source_id VARCHAR NOT NULL, reason VARCHAR NOT NULL, detail VARCHAR NOT NULL,
    rejected_at TIMESTAMPTZ NOT NULL, raw_sha256 VARCHAR NOT NULL, entry_id VARCHAR NOT NULL
);
COMMENT ON TABLE rejections IS 'Documents that did not become articles, one row each.';
COMMENT ON COLUMN rejections.url IS 'Address, or file and line.';
COMMENT ON COLUMN rejections.source_id IS 'Publisher.';
COMMENT ON COLUMN rejections.reason IS 'Why, one stable word for counting.';
COMMENT ON COLUMN rejections.detail IS 'The evidence, for people.';
COMMENT ON COLUMN rejections.rejected_at IS 'When it was decided.';
COMMENT ON COLUMN rejections.raw_sha256 IS 'SHA-256 of the bytes, if there were any.';
COMMENT ON COLUMN rejections.entry_id IS 'Feed entry it came from; empty for imports.';

CREATE TABLE spikes (
    watch_id VARCHAR NOT NULL, series VARCHAR NOT NULL, step_start TIMESTAMPTZ NOT NULL, step VARCHAR NOT NULL,
    window_steps INTEGER NOT NULL, observed INTEGER NOT NULL, expected DOUBLE NOT NULL, total DOUBLE NOT NULL,
    p_value DOUBLE NOT NULL, score DOUBLE NOT NULL, fired BOOLEAN NOT NULL, verdict VARCHAR NOT NULL,
    articles INTEGER NOT NULL, publishers INTEGER NOT NULL, history_steps INTEGER NOT NULL, judged_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE spikes IS 'Judgements of the detector, one row a series and evaluation, fired or not.';
COMMENT ON COLUMN spikes.watch_id IS 'Watch.';
COMMENT ON COLUMN spikes.series IS 'Series of the watch.';
COMMENT ON COLUMN spikes.step_start IS 'Start of the last step of the window (a day, in the time zone of the settings).';
COMMENT ON COLUMN spikes.step IS 'Length of a step.';
COMMENT ON COLUMN spikes.window_steps IS 'Steps in the most unusual window.';
COMMENT ON COLUMN spikes.observed IS 'Texts in the window.';
COMMENT ON COLUMN spikes.expected IS 'Texts expected in the window, from the share so far and what was collected.';
COMMENT ON COLUMN spikes.total IS 'All texts collected in the window.';
COMMENT ON COLUMN spikes.p_value IS 'Chance of as many or more if nothing had changed.';
COMMENT ON COLUMN spikes.score IS 'Comparable across windows: 1 is the threshold.';
COMMENT ON COLUMN spikes.fired IS 'Whether it is unusual enough, and from enough publishers.';
COMMENT ON COLUMN spikes.verdict IS 'The named reason.';
COMMENT ON COLUMN spikes.articles IS 'Articles in the window, copies included.';
COMMENT ON COLUMN spikes.publishers IS 'Independent publishers in the window.';
COMMENT ON COLUMN spikes.history_steps IS 'Covered steps behind the expectation.';
COMMENT ON COLUMN spikes.judged_at IS 'The moment it was judged as of.';

CREATE TABLE alerts (
    alert_id VARCHAR NOT NULL, watch_id VARCHAR NOT NULL, rule VARCHAR NOT NULL, state VARCHAR NOT NULL,
    opened_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL, resolved_at TIMESTAMPTZ, window_start DATE NOT NULL,
    window_end DATE NOT NULL, observed INTEGER NOT NULL, expected DOUBLE NOT NULL, p_value DOUBLE NOT NULL,
    score DOUBLE NOT NULL, articles INTEGER NOT NULL, texts INTEGER NOT NULL, publishers INTEGER NOT NULL,
    headline VARCHAR NOT NULL, reason VARCHAR NOT NULL, evidence VARCHAR NOT NULL
);
COMMENT ON TABLE alerts IS 'Episodes of a series being unusual, one row each, as they stand now.';
COMMENT ON COLUMN alerts.alert_id IS 'Stable id: watch, series and opening.';
COMMENT ON COLUMN alerts.watch_id IS 'Watch.';
COMMENT ON COLUMN alerts.rule IS 'Series of the watch that is unusual.';
COMMENT ON COLUMN alerts.state IS 'firing or resolved.';
COMMENT ON COLUMN alerts.opened_at IS 'When it opened, in data time.';
COMMENT ON COLUMN alerts.updated_at IS 'When its numbers last changed, in data time.';
COMMENT ON COLUMN alerts.resolved_at IS 'When it was resolved; NULL while firing.';
COMMENT ON COLUMN alerts.window_start IS 'First day of the window that opened it.';
COMMENT ON COLUMN alerts.window_end IS 'Last day of it.';
COMMENT ON COLUMN alerts.observed IS 'Texts in that window.';
COMMENT ON COLUMN alerts.expected IS 'Texts expected in it.';
COMMENT ON COLUMN alerts.p_value IS 'Chance of as many or more if nothing had changed.';
COMMENT ON COLUMN alerts.score IS '1 is the threshold.';
COMMENT ON COLUMN alerts.articles IS 'Articles in the window, copies included.';
COMMENT ON COLUMN alerts.texts IS 'Distinct texts in the window.';
COMMENT ON COLUMN alerts.publishers IS 'Independent publishers in the window.';
COMMENT ON COLUMN alerts.headline IS 'The alert in one line.';
COMMENT ON COLUMN alerts.reason IS 'Why it fired.';
COMMENT ON COLUMN alerts.evidence IS 'The texts behind it with their sentences, JSON.';

CREATE TABLE deliveries (
    delivery_id VARCHAR NOT NULL, alert_id VARCHAR NOT NULL, transition VARCHAR NOT NULL, receiver VARCHAR NOT NULL,
    state VARCHAR NOT NULL, created_at TIMESTAMPTZ NOT NULL, sent_at TIMESTAMPTZ, attempts INTEGER NOT NULL, detail VARCHAR NOT NULL
);
COMMENT ON TABLE deliveries IS 'Messages to receivers, one row each.';
COMMENT ON COLUMN deliveries.delivery_id IS 'Stable id: alert, transition and receiver.';
COMMENT ON COLUMN deliveries.alert_id IS 'Alert it tells of.';
COMMENT ON COLUMN deliveries.transition IS 'What happened to the alert: opened, resolved.';
COMMENT ON COLUMN deliveries.receiver IS 'Receiver of alerts.yaml.';
COMMENT ON COLUMN deliveries.state IS 'pending, sent or failed.';
COMMENT ON COLUMN deliveries.created_at IS 'When it was decided, in data time.';
COMMENT ON COLUMN deliveries.sent_at IS 'When it was sent, in data time.';
COMMENT ON COLUMN deliveries.attempts IS 'Attempts so far.';
COMMENT ON COLUMN deliveries.detail IS 'What went wrong last, if anything.';

-- Not part of the public tables: what the loader needs to be exact.
CREATE TABLE loads (batch_id VARCHAR NOT NULL, loaded_at TIMESTAMPTZ NOT NULL);
CREATE TABLE text_signatures (article_id VARCHAR NOT NULL, text_sha256 VARCHAR NOT NULL, signature BLOB NOT NULL, first_seen_at TIMESTAMPTZ NOT NULL);
CREATE TABLE configured (fingerprint VARCHAR NOT NULL);
CREATE TABLE entity_aliases (alias VARCHAR NOT NULL, entity_id VARCHAR NOT NULL);
CREATE TABLE series (watch_id VARCHAR NOT NULL, series VARCHAR NOT NULL, name VARCHAR NOT NULL, version VARCHAR NOT NULL);

-- A claim of a day only is that day in every time zone; everything else is a moment.
CREATE MACRO local_time(counted_at, day_only, zone) AS timezone(CASE WHEN day_only THEN 'UTC' ELSE zone END, counted_at);

CREATE VIEW articles_counted AS
SELECT a.article_id, a.original_id, a.source_id, a.language, s.country, s.owner_group,
       coalesce(nullif(a.wire, ''), s.owner_group, a.source_id) AS publisher,
       coalesce(a.published_at, a.first_seen_at) AS counted_at,
       a.published_at IS NOT NULL AND a.published_precision = 'day' AS day_only, a.first_seen_at, a.backfilled
FROM articles a LEFT JOIN sources s USING (source_id);
COMMENT ON VIEW articles_counted IS 'How each article counts: when (published, else first seen), as a copy of what, and for which independent publisher.';

CREATE VIEW coverage_daily AS
SELECT CAST(timezone('UTC', counted_at) AS DATE) AS day, count(*) AS articles, count(DISTINCT original_id) AS texts,
       count(DISTINCT publisher) AS publishers, count(DISTINCT source_id) AS live_sources
FROM articles_counted GROUP BY day;
COMMENT ON VIEW coverage_daily IS 'Everything collected, by UTC day: the denominator of every daily share.';

CREATE VIEW entity_daily AS
SELECT CAST(timezone('UTC', c.counted_at) AS DATE) AS day, m.entity_id, count(*) AS articles,
       count(DISTINCT c.original_id) AS texts, count(DISTINCT c.publisher) AS publishers, any_value(d.texts) AS total,
       count(DISTINCT c.original_id) / any_value(d.texts) AS share
FROM (SELECT DISTINCT article_id, entity_id FROM mentions) m JOIN articles_counted c USING (article_id)
JOIN coverage_daily d ON d.day = CAST(timezone('UTC', c.counted_at) AS DATE)
GROUP BY ALL;
COMMENT ON VIEW entity_daily IS 'Share of distinct texts that mention an entity, by UTC day.';

CREATE VIEW topic_daily AS
SELECT CAST(timezone('UTC', c.counted_at) AS DATE) AS day, t.topic_id, count(*) AS articles,
       count(DISTINCT c.original_id) AS texts, count(DISTINCT c.publisher) AS publishers, any_value(d.texts) AS total,
       count(DISTINCT c.original_id) / any_value(d.texts) AS share
FROM article_topics t JOIN articles_counted c USING (article_id)
JOIN coverage_daily d ON d.day = CAST(timezone('UTC', c.counted_at) AS DATE)
GROUP BY ALL;
COMMENT ON VIEW topic_daily IS 'Share of distinct texts that have a topic, by UTC day.';

CREATE VIEW watch_daily AS
SELECT CAST(timezone('UTC', c.counted_at) AS DATE) AS day, w.watch_id, w.series, count(*) AS articles,
       count(DISTINCT c.original_id) AS texts, count(DISTINCT c.publisher) AS publishers, any_value(d.texts) AS total,
       count(DISTINCT c.original_id) / any_value(d.texts) AS share
FROM watch_hits w JOIN articles_counted c USING (article_id)
JOIN coverage_daily d ON d.day = CAST(timezone('UTC', c.counted_at) AS DATE)
GROUP BY ALL;
COMMENT ON VIEW watch_daily IS 'Share of distinct texts that count for a series of a watch, by UTC day.';

COMMENT ON COLUMN articles_counted.article_id IS 'Article.';
COMMENT ON COLUMN articles_counted.original_id IS 'The text it prints: the article it is a copy of, or itself.';
COMMENT ON COLUMN articles_counted.source_id IS 'Publisher.';
COMMENT ON COLUMN articles_counted.language IS 'Language of the article.';
COMMENT ON COLUMN articles_counted.country IS 'Country of the publisher.';
COMMENT ON COLUMN articles_counted.owner_group IS 'Owner of the publisher.';
COMMENT ON COLUMN articles_counted.publisher IS 'Who counts as independent: the credited agency, else the owner.';
COMMENT ON COLUMN articles_counted.counted_at IS 'When it counts: published, or first seen where nobody says.';
COMMENT ON COLUMN articles_counted.day_only IS 'Whether that is a day without an hour.';
COMMENT ON COLUMN articles_counted.first_seen_at IS 'Since when Brinkwatch knows it.';
COMMENT ON COLUMN articles_counted.backfilled IS 'Whether it was imported from a file.';
COMMENT ON COLUMN coverage_daily.day IS 'UTC day.';
COMMENT ON COLUMN coverage_daily.articles IS 'Articles, copies included.';
COMMENT ON COLUMN coverage_daily.texts IS 'Distinct texts: the denominator.';
COMMENT ON COLUMN coverage_daily.publishers IS 'Independent publishers.';
COMMENT ON COLUMN coverage_daily.live_sources IS 'Sources that published anything.';
COMMENT ON COLUMN entity_daily.day IS 'UTC day; days without a mention have no row.';
COMMENT ON COLUMN entity_daily.entity_id IS 'Entity.';
COMMENT ON COLUMN entity_daily.articles IS 'Articles that mention it.';
COMMENT ON COLUMN entity_daily.texts IS 'Distinct texts that mention it.';
COMMENT ON COLUMN entity_daily.publishers IS 'Independent publishers behind them.';
COMMENT ON COLUMN entity_daily.total IS 'Distinct texts collected that day.';
COMMENT ON COLUMN entity_daily.share IS 'texts / total.';
COMMENT ON COLUMN topic_daily.day IS 'UTC day; days without the topic have no row.';
COMMENT ON COLUMN topic_daily.topic_id IS 'Topic.';
COMMENT ON COLUMN topic_daily.articles IS 'Articles that have it.';
COMMENT ON COLUMN topic_daily.texts IS 'Distinct texts that have it.';
COMMENT ON COLUMN topic_daily.publishers IS 'Independent publishers behind them.';
COMMENT ON COLUMN topic_daily.total IS 'Distinct texts collected that day.';
COMMENT ON COLUMN topic_daily.share IS 'texts / total.';
COMMENT ON COLUMN watch_daily.day IS 'UTC day; days without a hit have no row.';
COMMENT ON COLUMN watch_daily.watch_id IS 'Watch.';
COMMENT ON COLUMN watch_daily.series IS 'Series of the watch.';
COMMENT ON COLUMN watch_daily.articles IS 'Articles that count for it.';
COMMENT ON COLUMN watch_daily.texts IS 'Distinct texts that count for it.';
COMMENT ON COLUMN watch_daily.publishers IS 'Independent publishers behind them.';
COMMENT ON COLUMN watch_daily.total IS 'Distinct texts collected that day.';
COMMENT ON COLUMN watch_daily.share IS 'texts / total.';
