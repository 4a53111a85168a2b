-- Purpose: spans outside of their text, or whose characters are not the recorded ones, in one of $every articles.
-- Grain: one row a span. What stands in braces is a table of spans, of ours.
SELECT article_id || ' ' || start_char || '–' || end_char AS example
FROM {table} JOIN articles USING (article_id)
WHERE hash(article_id) % $every = 0
  AND (start_char < 0 OR end_char <= start_char
       OR substring(CASE WHEN in_title THEN title ELSE text END, start_char + 1, end_char - start_char) <> surface)
ORDER BY example
