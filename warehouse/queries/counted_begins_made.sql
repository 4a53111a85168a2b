-- Purpose: since when each publisher of a scope brought anything. Grain: one row a publisher.
SELECT source, min(period) AS period FROM of_source GROUP BY source
