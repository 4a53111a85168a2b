-- Purpose: choose the subjects that are in many articles, for their sums to be kept. Grain: one row a subject.
UPDATE counted_numbers SET summed = true
WHERE number IN (SELECT subject FROM counted_subjects GROUP BY subject HAVING count(*) >= $often)
