-- How deliveries stand: what the last attempt met, and when the next one is due.

ALTER TABLE deliveries ADD COLUMN next_attempt_at TIMESTAMPTZ;
ALTER TABLE deliveries ADD COLUMN reason VARCHAR;
ALTER TABLE deliveries ADD COLUMN status INTEGER;
COMMENT ON COLUMN deliveries.state IS 'pending, sending (its pass was cut short: it is sent again), sent, failed (refused for good) or dead (tried in vain to the end).';
COMMENT ON COLUMN deliveries.sent_at IS 'When it was sent: the moment of the pass.';
COMMENT ON COLUMN deliveries.attempts IS 'Attempts so far, also those that were cut short.';
COMMENT ON COLUMN deliveries.detail IS 'What to know of the last attempt, mostly what went wrong; empty otherwise.';
COMMENT ON COLUMN deliveries.next_attempt_at IS 'Not to be sent before; NULL where it is due at once, or done with.';
COMMENT ON COLUMN deliveries.reason IS 'Why the last attempt failed, one stable word such as timeout or rejected; empty or NULL otherwise.';
COMMENT ON COLUMN deliveries.status IS 'What the target answered the last attempt, of HTTP or SMTP; NULL where it did not.';
