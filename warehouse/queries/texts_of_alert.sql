-- Purpose: the texts behind an alert by their ids, with hashes and the span that counted; where a series looks for something
-- else by now, the span is that of another series of the watch, or none. Grain: one row an article that is still stored.
SELECT articles.article_id, articles.original_id, articles.url, articles.source_id, counted.publisher, counted.country, counted.language,
       articles.title, articles.text, articles.published_at, articles.first_seen_at, articles.fetched_at, articles.raw_sha256,
       coalesce(hit.surface, '') AS surface, coalesce(hit.start_char, 0) AS start_char, coalesce(hit.end_char, 0) AS end_char,
       coalesce(hit.in_title, false) AS in_title
FROM articles JOIN articles_counted AS counted USING (article_id)
LEFT JOIN (
    SELECT * FROM watch_hits WHERE watch_id = $watch_id
    QUALIFY row_number() OVER (PARTITION BY article_id ORDER BY series <> $series, series) = 1
) AS hit USING (article_id)
WHERE articles.article_id IN (SELECT unnest(from_json($articles, '["VARCHAR"]')))
ORDER BY articles.article_id
