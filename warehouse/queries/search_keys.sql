-- Purpose: which articles there are and in which state of their words, for the index to follow. Grain: one row an article.
-- A key is 64 bits over all that tells one state from another, so that no text need be read.
SELECT articles.rowid AS place,
       CAST(md5_number_lower(concat_ws(' ', article_id, title, text_sha256, word_count, clean_version)) >> 1 AS BIGINT) AS key
FROM articles LEFT JOIN text_signatures USING (article_id)
ORDER BY place
