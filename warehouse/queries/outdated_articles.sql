-- Purpose: articles that other versions made or that hold furniture known by now (or `everything`), with what they can be made
-- anew from. Grain: one row an article, in the order in which they were seen, after a place in it.
SELECT articles.*, signatures.text_sha256, signatures.signature, pages.final_url, pages.content_type, pages.status,
       pages.raw_sha256 AS page_sha256, contents.title AS feed_title, contents.author AS feed_author,
       contents.language AS feed_language, contents.content_html, contents.published_raw AS feed_published_raw,
       contents.published_at AS feed_published_at, contents.published_precision AS feed_published_precision
FROM articles
LEFT JOIN text_signatures AS signatures USING (article_id)
LEFT JOIN pages ON pages.entry_id = articles.entry_id
LEFT JOIN entry_contents AS contents ON contents.entry_id = articles.entry_id
WHERE ($since IS NULL OR articles.first_seen_at >= $since)
  AND ($source IS NULL OR articles.source_id = $source)
  AND (articles.first_seen_at, articles.article_id) > ($after_at, $after_id)
  AND (
    $everything
    OR articles.enrich_version IS DISTINCT FROM $enrich_version
    OR (
        articles.clean_version IS DISTINCT FROM $clean_version
        AND (pages.entry_id IS NOT NULL OR contents.content_html <> '')
    )
    OR EXISTS (
        SELECT 1 FROM furniture
        WHERE furniture.source_id = articles.source_id
          AND list_contains(string_split(articles.text, chr(10) || chr(10)), furniture.paragraph)
    )
  )
ORDER BY articles.first_seen_at, articles.article_id
LIMIT $most
