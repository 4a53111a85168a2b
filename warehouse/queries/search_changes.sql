-- Purpose: in what the index of words differs from the articles from a place in the file on, by the keys of what it holds of these.
-- Grain: one row an article that it has not in this state, in the order of the file, and one a key that is no article's any more (no place).
-- A key is 64 bits over all that tells one state from another, so that no text need be read.
WITH held AS (SELECT unnest(from_json($held, '["BIGINT"]')) AS key),
articles_now AS (
    SELECT articles.rowid AS place,
           CAST(md5_number_lower(concat_ws(' ', article_id, title, text_sha256, word_count, clean_version)) >> 1 AS BIGINT) AS key
    FROM articles LEFT JOIN text_signatures USING (article_id) WHERE articles.rowid >= $first
)
SELECT articles_now.place, key
FROM articles_now FULL JOIN held USING (key)
WHERE articles_now.key IS NULL OR held.key IS NULL
ORDER BY articles_now.place
