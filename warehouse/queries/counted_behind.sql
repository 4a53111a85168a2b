-- Purpose: how far the counted tables follow the ones they are made of. Grain: one row a table; `kept` are its rows before the mark.
SELECT counted_marks.table_name, mark, rows, sorted_rows, kept, now
FROM counted_marks JOIN (
    SELECT 'articles' AS table_name, count(*) FILTER (articles.rowid < mark) AS kept, count(*) AS now
    FROM articles, counted_marks WHERE table_name = 'articles'
    UNION ALL
    SELECT 'mentions', count(*) FILTER (mentions.rowid < mark), count(*)
    FROM mentions, counted_marks WHERE table_name = 'mentions'
    UNION ALL
    SELECT 'article_topics', count(*) FILTER (article_topics.rowid < mark), count(*)
    FROM article_topics, counted_marks WHERE table_name = 'article_topics'
    UNION ALL
    SELECT 'watch_hits', count(*) FILTER (watch_hits.rowid < mark), count(*)
    FROM watch_hits, counted_marks WHERE table_name = 'watch_hits'
) AS here USING (table_name)
