-- Purpose: why feeds could not be read in one pass. Grain: one row a reason.
SELECT reason, count(*) AS polls FROM polls WHERE polled_at >= $since AND outcome = 'failed' GROUP BY reason ORDER BY polls DESC, reason
