-- Purpose: stand in for a place where no part of a text is the evidence (topics, sources). Grain: no row.
SELECT NULL::VARCHAR AS article_id, 0 AS start_char, 0 AS end_char, false AS in_title WHERE false
