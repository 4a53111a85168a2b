-- Purpose: sum up the periods that the articles counted since a number touch. Grain: one row a period of each length.
INSERT INTO counted_totals
WITH calendar AS (
    SELECT day, step, date_trunc(step, CAST(day AS TIMESTAMP)) AS period
    FROM (SELECT DISTINCT day FROM counted_days), (SELECT unnest(['day', 'week', 'month', 'year']) AS step)
),
touched AS (
    SELECT DISTINCT step, period FROM calendar
    WHERE day IN (SELECT CAST(counted_at AS DATE) FROM counted_articles WHERE article > $counted)
),
firsts AS (
    SELECT step, period, sum(originals) AS texts, count(*) AS live
    FROM (
        SELECT step, period, source, sum(originals) AS originals
        FROM (SELECT day, source, sum(originals) AS originals FROM counted_days GROUP BY ALL) JOIN calendar USING (day) SEMI JOIN touched USING (step, period)
        GROUP BY ALL
    ) GROUP BY step, period
),
repeats AS (
    SELECT step, period, count(*) AS texts FROM (
        SELECT DISTINCT own.step, own.period, text
        FROM (
            SELECT step, period, text, original_day
            FROM (SELECT text, CAST(counted_at AS DATE) AS day, CAST(original_at AS DATE) AS original_day FROM counted_copies)
            JOIN calendar USING (day) SEMI JOIN touched USING (step, period)
        ) AS own
        LEFT JOIN calendar AS theirs ON theirs.day = own.original_day AND theirs.step = own.step
        WHERE theirs.period IS DISTINCT FROM own.period
    ) GROUP BY step, period
)
SELECT step, period, firsts.texts + coalesce(repeats.texts, 0), live FROM firsts LEFT JOIN repeats USING (step, period)
ORDER BY step, period
