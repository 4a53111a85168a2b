-- Purpose: the coverage that a question is about, each article with its period. Grain: one row an article.
-- What stands in braces is replaced by scope_ever.sql.
SELECT *, date_trunc($by, local) AS period
FROM ({ever})
WHERE ($since IS NULL OR local >= $since) AND ($until IS NULL OR local < $until)
