-- How an alert came to be told or not: checks against plumbing, incidents, transitions, and the moments of judgement.

ALTER TABLE spikes ADD COLUMN exposure VARCHAR;
ALTER TABLE spikes ADD COLUMN checks STRUCT(
    label VARCHAR, without VARCHAR, observed INTEGER, expected DOUBLE, score DOUBLE, needed DOUBLE
)[];
COMMENT ON COLUMN spikes.exposure IS 'What the expected count grows with: texts (all collected), other_texts (those not of the watch, which is more than a quarter of all), time (the watch is more than half of all).';
COMMENT ON COLUMN spikes.checks IS 'What was looked at again before it was believed: the label it would have, without what, and the numbers then. Unusual still where score >= needed.';

ALTER TABLE alerts ADD COLUMN severity VARCHAR;
ALTER TABLE alerts ADD COLUMN incident_id VARCHAR;
ALTER TABLE alerts ADD COLUMN artefact VARCHAR;
ALTER TABLE alerts ADD COLUMN first_text_at TIMESTAMPTZ;
COMMENT ON COLUMN alerts.state IS 'pending (waits for a second look), firing, recovering (calm, not yet long enough), resolved; unconfirmed (did not hold at the second look) and artefact (plumbing, not news) were told to nobody.';
COMMENT ON COLUMN alerts.severity IS 'alert, strong or extreme: the score at its peak is at least 1, 1.5 or 2.';
COMMENT ON COLUMN alerts.incident_id IS 'Leading alert of the incident it is part of, itself where it leads; empty where it never fired.';
COMMENT ON COLUMN alerts.artefact IS 'What it was instead of news: new_source, one_publisher, backlog or too_few_sources; empty otherwise.';
COMMENT ON COLUMN alerts.first_text_at IS 'When the first text of the window that it opened with was out.';
COMMENT ON COLUMN deliveries.transition IS 'What happened to the alert: opened, escalated, resolved.';

CREATE TABLE alert_transitions (
    alert_id VARCHAR NOT NULL, incident_id VARCHAR NOT NULL, step_start TIMESTAMPTZ NOT NULL, judged_at TIMESTAMPTZ NOT NULL,
    from_state VARCHAR NOT NULL, to_state VARCHAR NOT NULL, reason VARCHAR NOT NULL, told VARCHAR NOT NULL,
    untold VARCHAR NOT NULL, severity VARCHAR NOT NULL, observed INTEGER NOT NULL, expected DOUBLE NOT NULL,
    p_value DOUBLE NOT NULL, score DOUBLE NOT NULL, detail VARCHAR NOT NULL
);
COMMENT ON TABLE alert_transitions IS 'What became of alerts, one row a transition or escalation, told to people or not, with the reason.';
COMMENT ON COLUMN alert_transitions.alert_id IS 'Alert.';
COMMENT ON COLUMN alert_transitions.incident_id IS 'Leading alert of its incident; empty where it is part of none.';
COMMENT ON COLUMN alert_transitions.step_start IS 'Start of the step that was judged.';
COMMENT ON COLUMN alert_transitions.judged_at IS 'The moment it was judged as of.';
COMMENT ON COLUMN alert_transitions.from_state IS 'State before; empty for a new alert.';
COMMENT ON COLUMN alert_transitions.to_state IS 'State after.';
COMMENT ON COLUMN alert_transitions.reason IS 'Why: one stable word, such as fired, confirmed, not_confirmed, calming, calm, unusual_again, more_severe, new_leading_text or the label of an artefact.';
COMMENT ON COLUMN alert_transitions.told IS 'The message it made: opened, escalated or resolved; empty where it made none.';
COMMENT ON COLUMN alert_transitions.untold IS 'Why it made no message, one stable word; empty where it made one.';
COMMENT ON COLUMN alert_transitions.severity IS 'Severity after it.';
COMMENT ON COLUMN alert_transitions.observed IS 'Texts in the window then.';
COMMENT ON COLUMN alert_transitions.expected IS 'Texts expected in it.';
COMMENT ON COLUMN alert_transitions.p_value IS 'Chance of as many or more if nothing had changed.';
COMMENT ON COLUMN alert_transitions.score IS '1 is the threshold.';
COMMENT ON COLUMN alert_transitions.detail IS 'The numbers of the check that failed, or what is new, for people; empty otherwise.';

-- Not part of the public tables: when each day was judged, so that a rehearsal looks at the same moments.
CREATE TABLE looks (day DATE NOT NULL, judged_at TIMESTAMPTZ NOT NULL);
