-- Purpose: the alert log. Grain: one row an alert, newest first; $alert_id may be the beginning of an id.
SELECT * FROM alerts WHERE $alert_id IS NULL OR starts_with(alert_id, $alert_id) ORDER BY opened_at DESC, alert_id
