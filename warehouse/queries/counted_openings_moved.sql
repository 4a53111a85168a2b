-- Purpose: headlines and addresses of some articles, by key: for those that stand elsewhere than when they were counted. Grain: one row an article.
SELECT article_id, title AS first_title, url AS first_url FROM articles WHERE article_key(article_id) IN (SELECT unnest(from_json($keys, '["BIGINT"]')))
