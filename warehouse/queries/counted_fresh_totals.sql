-- Purpose: sum up the periods that the articles counted since a number touch. Grain: one row a period of each length.
INSERT INTO counted_totals
WITH steps AS (SELECT unnest(['day', 'week', 'month', 'year']) AS step),
touched AS (
    SELECT DISTINCT step, date_trunc(step, day) AS period
    FROM (SELECT DISTINCT CAST(counted_at AS DATE) AS day FROM counted_articles WHERE article > $counted), steps
),
firsts AS (
    SELECT step, period, sum(originals) AS texts, count(DISTINCT source) AS live
    FROM counted_days, steps JOIN touched USING (step) WHERE touched.period = date_trunc(step, day) GROUP BY step, period
),
repeats AS (
    SELECT step, period, count(DISTINCT text) AS texts
    FROM counted_copies, steps JOIN touched USING (step)
    WHERE touched.period = date_trunc(step, counted_at)
      AND date_trunc(step, original_at) IS DISTINCT FROM date_trunc(step, counted_at)
    GROUP BY step, period
)
SELECT step, period, firsts.texts + coalesce(repeats.texts, 0), live FROM firsts LEFT JOIN repeats USING (step, period)
ORDER BY step, period
