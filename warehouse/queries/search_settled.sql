-- Purpose: what articles of a part of the file are, in one number, so that the index of words need not look at each again where none
-- was changed. Grain: one row. The number is DuckDB's own hash over all that tells one state of an article from another; of another
-- version of DuckDB it may be another, and all are looked at once.
SELECT count(*) AS articles, CAST(coalesce(sum(hash(article_id, title, text_sha256, word_count, clean_version)), 0) AS VARCHAR) AS total,
       coalesce(max(articles.rowid) + 1, $first) AS mark
FROM articles LEFT JOIN text_signatures USING (article_id)
WHERE articles.rowid >= $first AND articles.rowid < $before
