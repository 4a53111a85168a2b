-- Purpose: where words first stand in a text, given as a regular expression (RE2). Grain: one row an article shown.
SELECT article_id, length(split.before) AS start_char, length(split.before) + length(split.hit) AS end_char, false AS in_title
FROM (
    SELECT article_id, regexp_extract(text, '(?s)^(.*?)(' || $pattern || ')', ['before', 'hit']) AS split
    FROM shown JOIN articles USING (article_id)
)
WHERE split.hit <> ''
