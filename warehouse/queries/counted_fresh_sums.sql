-- Purpose: sum up the periods that rows from a place in the file on touch, of the subjects whose sums are kept.
-- Grain: one row a subject and period of each length. A text counts once a period.
INSERT INTO counted_sums
WITH calendar AS (
    SELECT day, step, CAST(date_trunc(step, day) AS DATE) AS period
    FROM (SELECT DISTINCT day FROM counted_days), (SELECT unnest(['day', 'week', 'month']) AS step)
),
touched AS (
    SELECT DISTINCT subject, step, period
    FROM (
        SELECT DISTINCT subject, CAST(second AS DATE) AS day FROM counted_subjects
        WHERE rowid >= $subjects AND subject IN (SELECT number FROM counted_numbers WHERE summed)
    ) JOIN calendar USING (day)
),
rows AS (
    SELECT subject, CAST(second AS DATE) AS day, article - behind AS text, publisher, behind = 0 AS original FROM counted_subjects
    WHERE subject IN (SELECT subject FROM touched)
      AND second >= (SELECT min(period) FROM touched) AND second < (SELECT max(period) + INTERVAL 1 MONTH FROM touched)
),
daily AS (SELECT subject, day, publisher, count(*) AS articles, count(*) FILTER (original) AS originals FROM rows GROUP BY ALL),
published AS (
    SELECT subject, step, period, sum(articles) AS articles, sum(originals) AS originals, count(*) AS publishers
    FROM (
        SELECT subject, step, period, publisher, sum(articles) AS articles, sum(originals) AS originals
        FROM daily JOIN calendar USING (day) SEMI JOIN touched USING (subject, step, period)
        GROUP BY subject, step, period, publisher
    ) GROUP BY subject, step, period
),
copies AS (
    SELECT DISTINCT subject, step, period, text
    FROM (SELECT DISTINCT subject, day, text FROM rows WHERE NOT original) JOIN calendar USING (day)
),
repeats AS (
    SELECT subject, step, period, count(*) AS texts
    FROM copies ANTI JOIN (
        SELECT subject, text, step, period FROM rows JOIN calendar USING (day)
        WHERE original AND text IN (SELECT text FROM copies)
    ) AS originals USING (subject, text, step, period)
    GROUP BY ALL
)
SELECT subject, step, period, articles, originals + coalesce(repeats.texts, 0), publishers
FROM published LEFT JOIN repeats USING (subject, step, period)
ORDER BY subject, step, period
