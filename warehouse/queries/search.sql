-- Purpose: the texts that a search finds, best first. Grain: one row a text (its original, else its best article).
-- Ranked by BM25 (Robertson and Zaragoza 2009, k1 = 1.2, b = 0.75), words of the title counted three times.
-- What stands in braces is replaced by scope.sql and by SQL over the patterns of the search (RE2).
WITH scope AS ({scope}),
looked AS MATERIALIZED (
    SELECT article_id, {looks} FROM articles WHERE article_id IN (SELECT article_id FROM scope)
),
weights AS (SELECT {weights} FROM looked),
usual AS (SELECT avg(word_count) AS words FROM articles),
scored AS (
    SELECT scope.*, {score} AS score
    FROM looked JOIN scope USING (article_id) JOIN articles USING (article_id), weights, usual
    WHERE {condition}
),
ranked AS (
    SELECT *, count(*) OVER one_text - 1 AS copies,
           row_number() OVER (one_text ORDER BY article_id <> original_id, score DESC, article_id) AS place
    FROM scored
    WINDOW one_text AS (PARTITION BY original_id)
),
shown AS (
    SELECT *, count(*) OVER () AS found FROM ranked WHERE place = 1
    ORDER BY score DESC, counted_at DESC, article_id LIMIT $most
),
places AS ({places})
SELECT shown.score, shown.counted_at, shown.day_only, shown.source_id, articles.title, articles.text, articles.url, shown.copies,
       shown.article_id, articles.raw_sha256, shown.found, places.start_char, places.end_char, places.in_title
FROM shown JOIN articles USING (article_id) LEFT JOIN places USING (article_id)
ORDER BY shown.score DESC, shown.counted_at DESC, shown.article_id
