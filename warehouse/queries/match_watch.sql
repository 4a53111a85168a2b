-- Purpose: articles that belong to a watch (its own coverage), or to one of its series, given as watch/series.
-- Grain: one row an article.
SELECT DISTINCT article_id FROM watch_hits
WHERE watch_id = split_part($term, '/', 1)
  AND series = CASE WHEN contains($term, '/') THEN split_part($term, '/', 2) ELSE 'coverage' END
