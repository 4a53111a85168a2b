-- Purpose: what each feed has brought since a moment. Grain: one row a feed and local day with at least one answered poll.
-- What the first poll of a feed found waiting is not what it brings a day.
WITH firsts AS (SELECT feed_id, min(polled_at) AS first_at FROM polls WHERE outcome <> 'failed' GROUP BY feed_id)
SELECT feed_id, CAST(timezone($zone, polled_at) AS DATE) AS day,
       coalesce(sum(new_entries) FILTER (polled_at > first_at), 0)::INTEGER AS entries
FROM polls JOIN firsts USING (feed_id)
WHERE outcome <> 'failed' AND polled_at >= $since
GROUP BY feed_id, day
