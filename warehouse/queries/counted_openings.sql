-- Purpose: headlines and addresses of some articles, found by when they count, which passes most of the file by. Grain: one row an article.
SELECT article_id, title AS first_title, url AS first_url FROM articles
WHERE article_id IN (SELECT unnest(from_json($ids, '["VARCHAR"]')))
  AND (published_at IS NULL OR published_at BETWEEN CAST($first AS TIMESTAMPTZ) AND CAST($last AS TIMESTAMPTZ))
