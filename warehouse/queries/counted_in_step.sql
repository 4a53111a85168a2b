-- Purpose: whether the counted tables hold all there is. Grain: one row.
SELECT count(*) = 4 AND bool_and(rows = CASE table_name
    WHEN 'articles' THEN (SELECT count(*) FROM articles) WHEN 'mentions' THEN (SELECT count(*) FROM mentions)
    WHEN 'article_topics' THEN (SELECT count(*) FROM article_topics) ELSE (SELECT count(*) FROM watch_hits) END) AS in_step
FROM counted_marks
