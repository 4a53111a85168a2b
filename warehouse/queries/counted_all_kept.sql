-- Purpose: all that was collected, from the periods kept. Grain: one row a period.
SELECT period, texts AS total FROM counted_totals WHERE step = $by
