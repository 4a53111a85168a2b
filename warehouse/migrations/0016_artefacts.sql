-- Names every label that an artefact may have by now.

COMMENT ON COLUMN alerts.artefact IS 'What it was instead of news: new_source, one_publisher, backlog, too_few_sources; of a share also one_denominator, source_mix; of a mute source feed_suspended, feed_failing, not_asked, network_down, all_silent; empty otherwise.';
