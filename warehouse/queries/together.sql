-- Purpose: in how many texts two entities stand together, over time. Grain: one row a week (UTC) with any.
SELECT CAST(date_trunc('week', one.counted_at) AS DATE) AS week, count(DISTINCT one.text) AS texts
FROM counted_subjects AS one JOIN counted_subjects AS other USING (article)
WHERE one.subject = (SELECT number FROM counted_numbers WHERE kind = 'entity' AND id = $one)
  AND other.subject = (SELECT number FROM counted_numbers WHERE kind = 'entity' AND id = $other)
GROUP BY week ORDER BY week
