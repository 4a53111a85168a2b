-- Purpose: which texts a series had in a window of days, as known at a moment, when the first of them was out, where its hour is known, and whose.
-- Grain: one row a text, by its original; told by the original where that lies in the window, else by its earliest article there.
-- What stands in braces is replaced by own_hits.sql, or by a table of its rows.
SELECT original_id, min(counted_at) FILTER (NOT day_only) AS first_at, bool_or(article_id = original_id) AS original, count(*) - 1 AS copies,
       unnest(first(struct_pack(article_id := article_id, source_id := source_id, publisher := publisher, country := country, language := language)
                    ORDER BY article_id <> original_id, counted_at, article_id))
FROM {own} AS own
WHERE watch_id = $watch_id AND series = $series AND known_at <= $as_of
  AND day BETWEEN $window_start AND $window_end AND ($first_hour IS NULL OR hour BETWEEN $first_hour AND $last_hour)
GROUP BY original_id
ORDER BY original_id
