-- Purpose: since when each publisher is expected. Grain: one row a publisher.
SELECT source_id, date_trunc($by, least(first_day, answered_at)) AS began FROM counted_lives
