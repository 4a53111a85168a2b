-- Purpose: how many publishers brought anything, from the days kept. Grain: one row a day.
SELECT period AS step, live AS sources FROM counted_totals WHERE step = 'day'
