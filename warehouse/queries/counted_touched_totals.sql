-- Purpose: forget the sums of the periods that the articles counted since a number touch. Grain: one row a period of each length.
DELETE FROM counted_totals WHERE EXISTS (
    SELECT 1 FROM (SELECT DISTINCT CAST(counted_at AS DATE) AS day FROM counted_articles WHERE article > $counted)
    WHERE date_trunc(step, day) = period
)
