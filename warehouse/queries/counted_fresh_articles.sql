-- Purpose: count the articles that are not counted yet. Grain: one row an article.
INSERT INTO counted_articles
WITH fresh AS (
    SELECT rowid AS place, article_key(article_id) AS key,
           article_key(original_id) AS original, article_id, original_id, source_id, language, wire,
           timezone('UTC', coalesce(published_at, first_seen_at)) AS counted_at,
           published_at IS NOT NULL AND published_precision = 'day' AS day_only
    FROM articles WHERE rowid >= $articles
),
numbered AS (
    SELECT *, (SELECT coalesce(max(article), 0) FROM counted_articles)
              + row_number() OVER (ORDER BY counted_at, article_id) AS article
    FROM fresh
),
known AS (
    SELECT key, article FROM numbered
    UNION ALL
    SELECT key, article FROM counted_articles WHERE key IN (SELECT original FROM fresh)
    UNION ALL
    SELECT DISTINCT article_key(original_id), text FROM counted_copies WHERE original_id <> ''
),
missing AS (SELECT original, -min(article) AS article FROM numbered ANTI JOIN known ON known.key = numbered.original GROUP BY original)
SELECT numbered.article, numbered.key, coalesce(known.article, missing.article), counted_at, day_only,
       owners.source, publishers.number, language, place
FROM numbered JOIN counted_owners AS owners USING (source_id)
JOIN counted_numbers AS publishers ON publishers.kind = 'publisher' AND publishers.id = coalesce(nullif(wire, ''), owner_group, source_id)
LEFT JOIN known ON known.key = numbered.original
LEFT JOIN missing ON missing.original = numbered.original
ORDER BY numbered.article
