-- Purpose: articles that count before a moment and that no later article is a copy of. Grain: one row an article.
SELECT article_id FROM articles_counted AS old
WHERE counted_at < $before
  AND NOT EXISTS (SELECT 1 FROM articles_counted AS later WHERE later.original_id = old.article_id AND later.counted_at >= $before)
ORDER BY article_id
