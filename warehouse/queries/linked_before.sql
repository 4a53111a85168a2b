-- Purpose: how many articles were linked with other files or by other code than now. Grain: one row.
SELECT count(*) AS articles, count(*) FILTER (enrich_version IS DISTINCT FROM $enrich_version AND ($since IS NULL OR first_seen_at >= $since)) AS outdated
FROM articles
