-- Who was told of what, when, and why not: what was decided of every message, and the silences that people set.

CREATE TABLE rulings (
    delivery_id VARCHAR NOT NULL, alert_id VARCHAR NOT NULL, incident_id VARCHAR NOT NULL, receiver VARCHAR NOT NULL,
    transition VARCHAR NOT NULL, decided_at TIMESTAMPTZ NOT NULL, decision VARCHAR NOT NULL, reason VARCHAR NOT NULL,
    detail VARCHAR NOT NULL, due_at TIMESTAMPTZ
);
COMMENT ON TABLE rulings IS 'What was decided of messages to receivers, one row a decision: a message that was held and sent later has two.';
COMMENT ON COLUMN rulings.delivery_id IS 'Message.';
COMMENT ON COLUMN rulings.alert_id IS 'Alert it tells of; empty for a digest.';
COMMENT ON COLUMN rulings.incident_id IS 'Leading alert of its incident; empty for a digest.';
COMMENT ON COLUMN rulings.receiver IS 'Receiver of alerts.yaml.';
COMMENT ON COLUMN rulings.transition IS 'What the message says: opened, escalated, resolved, reminder or digest.';
COMMENT ON COLUMN rulings.decided_at IS 'The moment of the pass that decided.';
COMMENT ON COLUMN rulings.decision IS 'send (by itself), digest (with others), hold (until due_at) or withhold (not as things stand).';
COMMENT ON COLUMN rulings.reason IS 'Why: one stable word, such as nothing_against_it, silenced, watch_leads, sources_down, quiet_hours, hourly_cap, weekly_budget, less_severe.';
COMMENT ON COLUMN rulings.detail IS 'The numbers and names behind the reason, for people; empty where it says all.';
COMMENT ON COLUMN rulings.due_at IS 'Until when it is held; NULL where it is not.';

CREATE TABLE silences (
    silence_id VARCHAR NOT NULL, watch VARCHAR NOT NULL, rule VARCHAR NOT NULL, entity VARCHAR NOT NULL,
    severity_below VARCHAR NOT NULL, set_at TIMESTAMPTZ NOT NULL, until TIMESTAMPTZ NOT NULL, reason VARCHAR NOT NULL,
    ended_at TIMESTAMPTZ
);
COMMENT ON TABLE silences IS 'What people did not want to be told of for a while, one row a silence. Every matcher that is not empty has to match.';
COMMENT ON COLUMN silences.silence_id IS 'Stable id.';
COMMENT ON COLUMN silences.watch IS 'Watch that it speaks of; empty for all.';
COMMENT ON COLUMN silences.rule IS 'Rule or series; empty for all.';
COMMENT ON COLUMN silences.entity IS 'Entity or topic that the series follows; empty for all.';
COMMENT ON COLUMN silences.severity_below IS 'Only alerts less severe than this; empty for all.';
COMMENT ON COLUMN silences.set_at IS 'Since when it holds.';
COMMENT ON COLUMN silences.until IS 'Until when it was to hold.';
COMMENT ON COLUMN silences.reason IS 'Why, in the words of who set it.';
COMMENT ON COLUMN silences.ended_at IS 'When it was lifted early; NULL where it was not.';

COMMENT ON COLUMN deliveries.alert_id IS 'Alert it tells of; empty for a digest.';
COMMENT ON COLUMN deliveries.transition IS 'What it says: opened, escalated, resolved, reminder or digest.';
COMMENT ON COLUMN deliveries.state IS 'pending, sending (its pass was cut short: it is sent again), sent, failed (refused for good) or dead (tried in vain to the end); held, withheld or digested (sent within a digest), of which rulings say why.';
