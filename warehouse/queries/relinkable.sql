-- Purpose: articles that were linked with other files or by other code, with what was recognised in them. `spans` is NULL where it is
-- not known what this very recogniser marks. Grain: one row an article, in the order in which they were seen, after a place in it.
SELECT articles.*, signatures.text_sha256, signatures.signature, recognised.spans
FROM articles
LEFT JOIN text_signatures AS signatures USING (article_id)
LEFT JOIN recognised ON recognised.article_id = articles.article_id AND recognised.recogniser = $recogniser
WHERE articles.enrich_version IS DISTINCT FROM $enrich_version
  AND ($since IS NULL OR articles.first_seen_at >= $since)
  AND (articles.first_seen_at, articles.article_id) > ($after_at, $after_id)
ORDER BY articles.first_seen_at, articles.article_id
LIMIT $most
