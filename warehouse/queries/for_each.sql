-- Purpose: a question asked for several lists of values at once, since to ask takes longer than to answer.
-- Grain: the question's own, once for each list that it finds anything for; `number` is the place of the list among them.
-- What stands in braces is replaced: the question, whose values are columns of `asked`, the types of these, and what rows are ordered by.
SELECT asked.number, found.*
FROM (SELECT unnest(from_json($asked, '{types}'), recursive := true)) AS asked, LATERAL ({question}) AS found
ORDER BY asked.number, {order}
