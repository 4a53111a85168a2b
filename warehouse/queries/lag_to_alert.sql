-- Purpose: seconds from the end of the run that stored the last text behind an alert to the alert's delivery. Grain: one row.
WITH ended AS (SELECT unnest($starts::TIMESTAMPTZ[]) AS fetched_at, unnest($ends::TIMESTAMPTZ[]) AS stored_at),
sent AS (
    SELECT alert_id, created_at, sent_at FROM deliveries
    WHERE transition = 'opened' AND state = 'sent' AND sent_at >= $since
),
texts AS (SELECT alert_id, unnest(json_extract_string(evidence, '$[*].article_id')) AS article_id FROM alerts),
stored AS (
    SELECT sent.alert_id, sent_at, max(coalesce(stored_at, articles.fetched_at)) AS stored_at
    FROM sent JOIN texts USING (alert_id) JOIN articles USING (article_id) LEFT JOIN ended USING (fetched_at)
    WHERE articles.fetched_at <= created_at GROUP BY sent.alert_id, sent_at
),
lags AS (SELECT greatest(0, date_diff('millisecond', stored_at, sent_at) / 1000) AS seconds FROM stored)
SELECT count(*) AS number, median(seconds) AS middle, quantile_cont(seconds, 0.95) AS late FROM lags
