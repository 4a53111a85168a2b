-- Purpose: tell since when each publisher is expected to bring something. Grain: one row a publisher.
INSERT INTO counted_lives
SELECT source_id, first_day, answered_at
FROM (
    SELECT numbers.id AS source_id, CAST(min(day) AS TIMESTAMP) AS first_day
    FROM counted_days JOIN counted_numbers AS numbers ON numbers.kind = 'source' AND numbers.number = counted_days.source GROUP BY numbers.id
) FULL JOIN (
    SELECT feeds.source_id, timezone('UTC', min(polls.polled_at)) AS answered_at
    FROM polls JOIN feeds USING (feed_id) JOIN sources USING (source_id) WHERE polls.outcome <> 'failed' GROUP BY feeds.source_id
) USING (source_id)
