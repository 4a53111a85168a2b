-- Purpose: articles to put into the index of words, by where they stand in the file. Grain: one row an article.
SELECT rowid AS place, article_id, title, text FROM articles
WHERE rowid BETWEEN $first AND $last AND rowid IN (SELECT unnest(from_json($places, '["BIGINT"]')))
ORDER BY rowid
