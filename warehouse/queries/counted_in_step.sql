-- Purpose: whether the counted tables hold all there is. Grain: one row.
-- What stands in braces is replaced by counted_same_owners.sql and counted_spelt.sql.
SELECT count(*) = 5 AND bool_and(rows = CASE table_name
    WHEN 'articles' THEN (SELECT count(*) FROM articles) WHEN 'mentions' THEN (SELECT count(*) FROM mentions)
    WHEN 'article_topics' THEN (SELECT count(*) FROM article_topics) WHEN 'watch_hits' THEN (SELECT count(*) FROM watch_hits) ELSE (SELECT count(*) FROM polls) END)
  AND (SELECT same FROM ({owners})) AND (SELECT coalesce(same, false) FROM ({spelt})) AS in_step
FROM counted_marks
