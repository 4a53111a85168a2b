-- What an alert rests on, kept as it was when it was judged.

ALTER TABLE alerts ADD COLUMN grounds VARCHAR;
COMMENT ON COLUMN alerts.grounds IS 'JSON object, as of the look that the alert shows: the 14 days before with their expected band (history), publishers, countries and languages of the texts, what is new in them (newcomers), what says that it is not noise (supports) and what speaks against it (doubts), the ids of the texts, the whole series it was judged from (baseline, CSV) and the rule, settings and versions it was judged by (judged_by, JSON). Empty for alerts from before it was kept.';
