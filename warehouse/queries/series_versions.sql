-- Purpose: which series have been applied to history, in which version. Grain: one row a series.
SELECT watch_id, series, name, version FROM series ORDER BY watch_id, series
