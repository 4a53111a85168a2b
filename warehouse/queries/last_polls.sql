-- Purpose: how each feed fared last, and what its publisher has brought. Grain: one row a feed ever polled.
WITH latest AS (
    SELECT *, row_number() OVER (PARTITION BY feed_id ORDER BY polled_at DESC) AS place FROM polls
)
SELECT latest.feed_id, latest.polled_at, latest.outcome, latest.reason,
       (SELECT count(*) FROM articles WHERE articles.source_id = feeds.source_id) AS articles
FROM latest LEFT JOIN feeds USING (feed_id)
WHERE place = 1
ORDER BY latest.feed_id
