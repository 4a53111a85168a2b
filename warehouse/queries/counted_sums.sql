-- Purpose: how often a subject was found, from the sums kept. Grain: one row a period with any.
-- What stands in braces is replaced by the number of the subject and the length of the periods.
SELECT CAST(period AS TIMESTAMP) AS period, articles, texts, publishers FROM counted_sums WHERE subject = {number} AND step = '{by}'
