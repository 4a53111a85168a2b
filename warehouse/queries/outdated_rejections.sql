-- Purpose: pages and contents of feeds that other versions rejected (or `everything`), with what they can be judged anew from.
-- Grain: one row a rejected entry, in the order in which they were rejected, after a place in it.
SELECT rejections.*, coalesce(entries.first_seen_at, rejections.rejected_at) AS first_seen_at, pages.final_url,
       pages.content_type, pages.status, pages.raw_sha256 AS page_sha256, contents.title AS feed_title,
       contents.author AS feed_author, contents.language AS feed_language, contents.content_html,
       contents.published_raw AS feed_published_raw, contents.published_at AS feed_published_at,
       contents.published_precision AS feed_published_precision
FROM rejections
LEFT JOIN entries ON entries.entry_id = rejections.entry_id
LEFT JOIN pages ON pages.entry_id = rejections.entry_id
LEFT JOIN entry_contents AS contents ON contents.entry_id = rejections.entry_id
WHERE rejections.entry_id <> ''
  AND (pages.entry_id IS NOT NULL OR contents.content_html <> '')
  AND ($since IS NULL OR coalesce(entries.first_seen_at, rejections.rejected_at) >= $since)
  AND ($source IS NULL OR rejections.source_id = $source)
  AND (rejections.rejected_at, rejections.entry_id) > ($after_at, $after_id)
  AND ($everything OR rejections.clean_version IS DISTINCT FROM $clean_version)
ORDER BY rejections.rejected_at, rejections.entry_id
LIMIT $most
