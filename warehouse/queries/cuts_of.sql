-- Purpose: what was cut from an article. Grain: one row a cut.
SELECT furniture_id FROM cuts WHERE article_id = $article_id
