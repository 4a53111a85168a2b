-- Purpose: where the counted tables hold something other than the articles and what was found in them.
-- Grain: one row an article, pair, or month of a subject whose sums are kept.
WITH articles_there AS (
    SELECT article_id, source_id, language, timezone('UTC', coalesce(published_at, first_seen_at)) AS counted_at, original_id = article_id AS original
    FROM articles
),
known AS (
    SELECT article, coalesce(article_id, 'key ' || counted.key) AS article_id, source, counted.language, counted_at, counted.text = article AS original
    FROM counted_articles AS counted LEFT JOIN articles ON article_key(articles.article_id) = counted.key
),
articles_counted AS (
    SELECT article_id, numbers.id AS source_id, language, counted_at, original
    FROM known JOIN counted_numbers AS numbers ON numbers.kind = 'source' AND numbers.number = source
),
pairs_there AS (
    SELECT 'entity' AS kind, entity_id AS id, article_id, bool_or(label NOT IN ('demonym', 'government')) AS named FROM mentions GROUP BY ALL
    UNION ALL SELECT DISTINCT 'topic', topic_id, article_id, true FROM article_topics
    UNION ALL SELECT DISTINCT 'watch', watch_id || '/' || series, article_id, true FROM watch_hits
),
pairs_counted AS (
    SELECT numbers.kind, numbers.id, known.article_id, named
    FROM counted_found JOIN counted_numbers AS numbers ON numbers.number = subject AND numbers.kind <> 'source' JOIN known USING (article)
),
sorted_there AS (
    SELECT subject, article, article - text AS behind, CAST(date_trunc('second', counted_at) AS TIMESTAMP_S) AS second, day_only, source, publisher, language
    FROM counted_found JOIN counted_articles USING (article)
),
sorted_counted AS (SELECT subject, article, behind, second, day_only, source, publisher, language FROM counted_subjects),
months_there AS (
    SELECT subject, CAST(date_trunc('month', second) AS DATE) AS period, count(*) AS articles, count(DISTINCT article - behind) AS texts,
           count(DISTINCT publisher) AS publishers
    FROM counted_subjects JOIN counted_numbers ON number = subject AND summed GROUP BY ALL
),
months_kept AS (SELECT subject, period, articles, texts, publishers FROM counted_sums WHERE step = 'month')
SELECT article_id AS example FROM (FROM articles_there EXCEPT ALL FROM articles_counted)
UNION ALL SELECT article_id FROM (FROM articles_counted EXCEPT ALL FROM articles_there)
UNION ALL SELECT kind || ' ' || id || ' in ' || article_id FROM (FROM pairs_there EXCEPT ALL FROM pairs_counted)
UNION ALL SELECT kind || ' ' || id || ' in ' || article_id FROM (FROM pairs_counted EXCEPT ALL FROM pairs_there)
UNION ALL
SELECT numbers.kind || ' ' || numbers.id || ' in ' || known.article_id
FROM (FROM sorted_there EXCEPT ALL FROM sorted_counted UNION ALL (FROM sorted_counted EXCEPT ALL FROM sorted_there)) AS pairs
JOIN counted_numbers AS numbers ON number = subject JOIN known ON known.article = pairs.article
UNION ALL
SELECT numbers.kind || ' ' || numbers.id || ' in the month of ' || CAST(period AS VARCHAR)
FROM (FROM months_there EXCEPT ALL FROM months_kept UNION ALL (FROM months_kept EXCEPT ALL FROM months_there))
JOIN counted_numbers AS numbers ON number = subject
ORDER BY example
