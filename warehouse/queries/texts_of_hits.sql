-- Purpose: some texts that stand behind an alert, given by article and span, with what the other questions of texts say of them.
-- Grain: one row a text (its original, else its earliest article among them); most printed first, then newest.
WITH hits AS (
    SELECT unnest(from_json($hits, '[{"article_id": "VARCHAR", "surface": "VARCHAR", "start_char": "INTEGER", "end_char": "INTEGER", "in_title": "BOOLEAN"}]'), recursive := true)
),
ranked AS (
    SELECT hits.*, counted.original_id, counted.counted_at, counted.source_id, counted.publisher, counted.country, counted.language,
           count(*) OVER (PARTITION BY original_id) - 1 AS copies, min(counted_at) OVER (PARTITION BY original_id) AS first_at,
           bool_or(hits.article_id = original_id) OVER (PARTITION BY original_id) AS original,
           row_number() OVER (PARTITION BY original_id ORDER BY hits.article_id <> original_id, counted_at, hits.article_id) AS place
    FROM hits JOIN articles_counted AS counted USING (article_id)
)
SELECT ranked.original_id, ranked.first_at, ranked.original, ranked.copies, ranked.article_id, ranked.source_id, ranked.publisher,
       ranked.country, ranked.language, articles.url, articles.title, articles.published_at, articles.text, ranked.surface,
       ranked.start_char, ranked.end_char, ranked.in_title
FROM ranked JOIN articles USING (article_id)
WHERE place = 1
ORDER BY copies DESC, ranked.counted_at DESC, ranked.article_id
