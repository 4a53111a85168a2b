-- Purpose: how often a subject was found, from the sums kept. Grain: one row a period with any.
SELECT CAST(period AS TIMESTAMP) AS period, articles, texts, publishers FROM counted_sums WHERE subject = $number AND step = $by
