-- Purpose: headlines and addresses of some articles, by where they stand in the file. Grain: one row an article.
SELECT article_id, title AS first_title, url AS first_url FROM articles WHERE rowid IN (SELECT unnest(from_json($places, '["BIGINT"]')))
