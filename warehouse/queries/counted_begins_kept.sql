-- Purpose: since when each publisher brought anything. Grain: one row a publisher.
SELECT source, date_trunc($by, CAST(min(day) AS TIMESTAMP)) AS period FROM counted_days GROUP BY source
