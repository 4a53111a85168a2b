-- Purpose: the paragraphs that recur over distinct texts of one publisher, among its latest. Grain: one row a publisher and
-- paragraph, with the days it was seen on and the share of its occurrences near the beginning or the end of a text.
WITH latest AS (
    SELECT article_id, source_id, first_seen_at, coalesce(published_at, first_seen_at) AS moment,
           string_split(text, chr(10) || chr(10)) AS paragraphs
    FROM articles
    WHERE original_id = article_id
    QUALIFY row_number() OVER (PARTITION BY source_id ORDER BY first_seen_at DESC, article_id) <= $most
), placed AS (
    SELECT source_id, article_id, CAST(moment AS DATE) AS day, len(paragraphs) AS length,
           unnest(paragraphs) AS paragraph, generate_subscripts(paragraphs, 1) AS place
    FROM latest
)
SELECT source_id, paragraph, count(DISTINCT article_id) AS texts, count(DISTINCT day) AS days,
       avg(CASE WHEN place <= $first OR place > length - $last THEN 1.0 ELSE 0.0 END) AS at_edge
FROM placed
GROUP BY source_id, paragraph
HAVING texts >= $fewest
ORDER BY source_id, paragraph
