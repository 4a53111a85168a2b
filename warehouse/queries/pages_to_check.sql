-- Purpose: pages of articles first read since a moment, with what the latest look at them left; those that are gone for good are
-- left out. Grain: one row an article, the latest first.
WITH latest AS (
    SELECT article_id, max(checked_at) AS checked_at, arg_max(outcome, checked_at) AS outcome,
           arg_max(raw_sha256, checked_at) AS raw_sha256, arg_max(etag, checked_at) AS etag,
           arg_max(last_modified, checked_at) AS last_modified
    FROM page_checks WHERE checked_at >= $since GROUP BY article_id
)
SELECT articles.article_id, articles.url, articles.source_id, articles.entry_id, articles.fetched_at,
       articles.first_seen_at, latest.checked_at, coalesce(latest.outcome, '') AS outcome, pages.content_type,
       coalesce(latest.raw_sha256, pages.raw_sha256) AS raw_sha256, coalesce(latest.etag, pages.etag, '') AS etag,
       coalesce(latest.last_modified, pages.last_modified, '') AS last_modified
FROM articles JOIN pages ON pages.entry_id = articles.entry_id LEFT JOIN latest USING (article_id)
WHERE articles.fetched_at >= $since AND articles.entry_id <> ''
  AND article_id NOT IN (SELECT article_id FROM revisions WHERE kind = 'deleted')
ORDER BY articles.fetched_at DESC, article_id
