-- Purpose: which articles were made of feed entries, and what headlines they have borne. Grain: one row an article whose entry is
-- among those given as a list in JSON.
SELECT articles.entry_id, articles.article_id,
       list_concat([articles.title], coalesce(list(revisions.after) FILTER (kind = 'headline'), [])) AS headlines
FROM articles LEFT JOIN revisions USING (article_id)
WHERE articles.entry_id IN (SELECT unnest(from_json($entries, '["VARCHAR"]')))
GROUP BY articles.entry_id, articles.article_id, articles.title
