-- Purpose: what became of an alert, look by look. Grain: one row a transition.
SELECT * FROM alert_transitions WHERE alert_id = $alert_id ORDER BY judged_at
