-- Purpose: what each publisher is known to repeat. Grain: one row a publisher and paragraph.
SELECT source_id, paragraph FROM furniture ORDER BY source_id, paragraph
