-- Purpose: where an article shows that it belongs to a watch, or to one of its series. Grain: one row an article.
SELECT DISTINCT ON (article_id) article_id, start_char, end_char, in_title
FROM watch_hits
WHERE watch_id = split_part($term, '/', 1)
  AND series = CASE WHEN contains($term, '/') THEN split_part($term, '/', 2) ELSE 'coverage' END
ORDER BY article_id, in_title, start_char
