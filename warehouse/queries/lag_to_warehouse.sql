-- Purpose: seconds from an article's publication to the end of the run that stored it. Grain: one row.
-- Only publications that are known to the second, and that came after their feed was first read: a feed's first answer lists old ones.
WITH ended AS (SELECT unnest($starts::TIMESTAMPTZ[]) AS fetched_at, unnest($ends::TIMESTAMPTZ[]) AS stored_at),
watched AS (SELECT feed_id, min(polled_at) AS since FROM polls WHERE outcome <> 'failed' GROUP BY feed_id),
lags AS (
    SELECT greatest(0, date_diff('millisecond', published_at, coalesce(stored_at, articles.fetched_at)) / 1000) AS seconds
    FROM articles JOIN entries USING (entry_id) JOIN watched USING (feed_id) LEFT JOIN ended USING (fetched_at)
    WHERE NOT backfilled AND published_precision = 'second' AND articles.fetched_at >= $since AND published_at > watched.since
)
SELECT count(*) AS number, median(seconds) AS middle, quantile_cont(seconds, 0.95) AS late FROM lags
