-- Purpose: who was told of an alert, and why not. Grain: one row a decision on a message, oldest first.
SELECT * FROM rulings WHERE alert_id = $alert_id ORDER BY decided_at, receiver, delivery_id
