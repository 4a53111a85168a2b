-- Headlines that were changed in a feed are revisions as well, told apart from changes of pages.
ALTER TABLE revisions ADD COLUMN seen_in VARCHAR DEFAULT 'page';
COMMENT ON TABLE revisions IS 'What publishers changed in articles after they were first read, one row a change; articles keep their first version.';
COMMENT ON COLUMN revisions.seen_in IS 'Where the change was seen: page, in a second look at it; or feed, which shows the same entry under another title.';
COMMENT ON COLUMN revisions.raw_before IS 'SHA-256 of the page before, in the raw archive; empty where the change was seen in a feed.';
COMMENT ON COLUMN revisions.raw_after IS 'SHA-256 of the page after it; empty where it is gone, or the change was seen in a feed.';
