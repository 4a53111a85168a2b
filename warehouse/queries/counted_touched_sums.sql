-- Purpose: forget the sums of the periods that rows from a place in the file on touch. Grain: one row a subject and period.
DELETE FROM counted_sums USING (
    SELECT DISTINCT subject, CAST(second AS DATE) AS day FROM counted_subjects WHERE rowid >= $subjects
) AS fresh
WHERE counted_sums.subject = fresh.subject AND period = date_trunc(step, fresh.day)
