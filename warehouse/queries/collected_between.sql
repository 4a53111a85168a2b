-- Purpose: how much became known from a moment on until another. Grain: one row.
SELECT count(*) AS articles, count(*) FILTER (article_id = original_id) AS texts, count(DISTINCT source_id) AS sources
FROM articles WHERE greatest(first_seen_at, fetched_at) > $since AND greatest(first_seen_at, fetched_at) <= $until
