-- Purpose: when the last article came from a feed, and how many came in the same hours of each of the four weeks before.
-- Grain: one row. The hours are those since the last article; a week counts when something was collected before it.
WITH came AS (SELECT fetched_at FROM articles WHERE NOT backfilled AND fetched_at <= $now),
edges AS (SELECT min(fetched_at) AS first, max(fetched_at) AS newest FROM came),
shifts AS (SELECT to_days(CAST(7 * week AS INTEGER)) AS back FROM range(1, 5) AS weeks(week)),
weeks AS (
    SELECT (SELECT count(*) FROM came
            WHERE fetched_at > newest - back AND fetched_at <= $now::TIMESTAMPTZ - back) AS articles
    FROM edges, shifts WHERE first <= newest - back
)
SELECT newest, coalesce((SELECT list(articles) FROM weeks), []) AS weeks FROM edges
