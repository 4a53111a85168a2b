-- Purpose: when alerts of a watch, of one of its series, or on an entity or topic opened. Grain: one row an alert, oldest first.
SELECT alerts.opened_at, alerts.score, coalesce(series.name, alerts.rule) AS name
FROM alerts LEFT JOIN series ON series.watch_id = alerts.watch_id AND series.series = alerts.rule
WHERE alerts.state NOT IN ('artefact', 'unconfirmed')
  AND CASE WHEN $kind = 'watch'
           THEN alerts.watch_id = split_part($term, '/', 1)
                AND (NOT contains($term, '/') OR alerts.rule = split_part($term, '/', 2))
           ELSE ends_with(alerts.rule, ':' || $term) END
ORDER BY alerts.opened_at, alerts.score DESC, alerts.alert_id
