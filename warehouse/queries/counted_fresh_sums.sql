-- Purpose: sum up the periods that rows from a place in the file on touch, of the subjects whose sums are kept.
-- Grain: one row a subject and period of each length. A text counts once a period.
INSERT INTO counted_sums
WITH steps AS (SELECT unnest(['day', 'week', 'month']) AS step),
touched AS (
    SELECT DISTINCT subject, step, CAST(date_trunc(step, day) AS DATE) AS period
    FROM (
        SELECT DISTINCT subject, CAST(counted_at AS DATE) AS day FROM counted_subjects
        WHERE rowid >= $subjects AND subject IN (SELECT number FROM counted_numbers WHERE summed)
    ), steps
),
rows AS (
    SELECT subject, CAST(counted_at AS DATE) AS day, text, publisher, article = text AS original FROM counted_subjects
    WHERE subject IN (SELECT subject FROM touched)
      AND counted_at >= (SELECT min(period) FROM touched) AND counted_at < (SELECT max(period) + INTERVAL 1 MONTH FROM touched)
),
daily AS (SELECT subject, day, publisher, count(*) AS articles, count(*) FILTER (original) AS originals FROM rows GROUP BY ALL),
published AS (
    SELECT subject, step, period, sum(articles) AS articles, sum(originals) AS originals, count(DISTINCT publisher) AS publishers
    FROM (SELECT *, CAST(date_trunc(step, day) AS DATE) AS period FROM daily, steps) SEMI JOIN touched USING (subject, step, period)
    GROUP BY subject, step, period
),
copies AS (
    SELECT DISTINCT subject, step, CAST(date_trunc(step, day) AS DATE) AS period, text
    FROM (SELECT DISTINCT subject, day, text FROM rows WHERE NOT original), steps
),
repeats AS (
    SELECT subject, step, copies.period, count(*) AS texts
    FROM copies LEFT JOIN (SELECT subject, text, day FROM rows WHERE original) AS originals USING (subject, text)
    WHERE date_trunc(step, originals.day) IS DISTINCT FROM copies.period
    GROUP BY ALL
)
SELECT subject, step, period, articles, originals + coalesce(repeats.texts, 0), publishers
FROM published LEFT JOIN repeats USING (subject, step, period)
ORDER BY subject, step, period
