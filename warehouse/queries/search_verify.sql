-- Purpose: which of some articles hold a pattern (RE2) in title or text. Grain: one row an article.
-- Theirs are taken out first: the planner would look for the pattern in all texts.
WITH candidates AS MATERIALIZED (
    SELECT article_id, title, text FROM articles
    WHERE article_id IN (SELECT value ->> '$' FROM json_each($candidates))
)
SELECT article_id FROM candidates WHERE regexp_matches(title, $pattern) OR regexp_matches(text, $pattern)
