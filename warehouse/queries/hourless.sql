-- Purpose: how much of the coverage of a question says only its day, and so counts in the first hour of it. Grain: one row.
-- What stands in braces is replaced by scope.sql.
WITH scope AS ({scope})
SELECT count(*) FILTER (day_only) AS hourless, count(*) AS whole FROM scope
