-- Purpose: what became of the entries that feeds showed first since a moment. Grain: one row a feed with any.
SELECT feed_id, count(*) FILTER (entry_id IN (SELECT entry_id FROM articles WHERE entry_id IS NOT NULL)) AS extracted,
       count(*) FILTER (entry_id IN (SELECT entry_id FROM rejections)) AS rejected
FROM entries WHERE first_seen_at >= $since
GROUP BY feed_id
