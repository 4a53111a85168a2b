-- Purpose: how each feed fared last, and what its publisher has brought. Grain: one row a feed ever polled.
WITH latest AS (
    SELECT feed_id, max(polled_at) AS polled_at, arg_max(outcome, polled_at) AS outcome, arg_max(reason, polled_at) AS reason,
           max(polled_at) FILTER (outcome <> 'failed') AS succeeded_at
    FROM polls GROUP BY feed_id
)
SELECT latest.*, (SELECT count(*) FROM articles WHERE articles.source_id = feeds.source_id) AS articles
FROM latest LEFT JOIN feeds USING (feed_id)
ORDER BY latest.feed_id
