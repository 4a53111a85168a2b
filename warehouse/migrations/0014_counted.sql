-- What trends are counted from, in numbers and in the order that questions want it: kept in step by every publication, so that
-- answering reads the rows of one subject instead of joining all articles. May be emptied at any time; it is built again.

CREATE TABLE counted_numbers (kind VARCHAR NOT NULL, id VARCHAR NOT NULL, number INTEGER NOT NULL);
COMMENT ON TABLE counted_numbers IS 'Numbers that stand for ids in the counted tables, one row an id.';
COMMENT ON COLUMN counted_numbers.kind IS 'source, entity, topic, or watch.';
COMMENT ON COLUMN counted_numbers.id IS 'The id; of a series of a watch watch/series.';
COMMENT ON COLUMN counted_numbers.number IS 'Its number.';

CREATE TABLE counted_articles (
    article INTEGER NOT NULL, article_id VARCHAR NOT NULL, text INTEGER NOT NULL, counted_at TIMESTAMP NOT NULL, day_only BOOLEAN NOT NULL,
    source INTEGER NOT NULL, language VARCHAR NOT NULL, wire VARCHAR NOT NULL
);
COMMENT ON TABLE counted_articles IS 'How each article counts, one row an article, in the order of time as they came.';
COMMENT ON COLUMN counted_articles.article IS 'Number of the article.';
COMMENT ON COLUMN counted_articles.article_id IS 'Its id.';
COMMENT ON COLUMN counted_articles.text IS 'Number of its original, its own when it is the original; below 0 where that is not there.';
COMMENT ON COLUMN counted_articles.counted_at IS 'When it counts, UTC: published, or first seen where nobody says.';
COMMENT ON COLUMN counted_articles.day_only IS 'Whether that is a day without an hour.';
COMMENT ON COLUMN counted_articles.source IS 'Number of its publisher.';
COMMENT ON COLUMN counted_articles.language IS 'Language of the article.';
COMMENT ON COLUMN counted_articles.wire IS 'News agency credited; empty where none.';

CREATE TABLE counted_subjects (
    subject INTEGER NOT NULL, article INTEGER NOT NULL, text INTEGER NOT NULL, counted_at TIMESTAMP NOT NULL, day_only BOOLEAN NOT NULL,
    source INTEGER NOT NULL, language VARCHAR NOT NULL, wire VARCHAR NOT NULL, named BOOLEAN NOT NULL
);
COMMENT ON TABLE counted_subjects IS 'Articles on an entity, topic or series, one row a pair, by subject and time.';
COMMENT ON COLUMN counted_subjects.subject IS 'Number of the entity, topic or series.';
COMMENT ON COLUMN counted_subjects.article IS 'Number of the article.';
COMMENT ON COLUMN counted_subjects.text IS 'Number of its original.';
COMMENT ON COLUMN counted_subjects.counted_at IS 'When it counts, UTC.';
COMMENT ON COLUMN counted_subjects.day_only IS 'Whether that is a day without an hour.';
COMMENT ON COLUMN counted_subjects.source IS 'Number of its publisher.';
COMMENT ON COLUMN counted_subjects.language IS 'Language of the article.';
COMMENT ON COLUMN counted_subjects.wire IS 'News agency credited; empty where none.';
COMMENT ON COLUMN counted_subjects.named IS 'Whether it is named itself, and not only by a demonym or as a capital for its government.';

CREATE TABLE counted_days (day DATE NOT NULL, source INTEGER NOT NULL, language VARCHAR NOT NULL, articles INTEGER NOT NULL, originals INTEGER NOT NULL);
COMMENT ON TABLE counted_days IS 'How much each publisher brought, by UTC day and language; rows of one day are to be summed.';
COMMENT ON COLUMN counted_days.day IS 'UTC day.';
COMMENT ON COLUMN counted_days.source IS 'Number of the publisher.';
COMMENT ON COLUMN counted_days.language IS 'Language of the articles.';
COMMENT ON COLUMN counted_days.articles IS 'Articles.';
COMMENT ON COLUMN counted_days.originals IS 'Of them those that are no copy.';

CREATE TABLE counted_copies (
    text INTEGER NOT NULL, counted_at TIMESTAMP NOT NULL, day_only BOOLEAN NOT NULL, source INTEGER NOT NULL, language VARCHAR NOT NULL,
    original_id VARCHAR NOT NULL, original_at TIMESTAMP, original_day_only BOOLEAN, original_source INTEGER, original_language VARCHAR
);
COMMENT ON TABLE counted_copies IS 'Articles that print an earlier text, one row each, beside that text.';
COMMENT ON COLUMN counted_copies.text IS 'Number of the original.';
COMMENT ON COLUMN counted_copies.counted_at IS 'When the copy counts, UTC.';
COMMENT ON COLUMN counted_copies.day_only IS 'Whether that is a day without an hour.';
COMMENT ON COLUMN counted_copies.source IS 'Number of its publisher.';
COMMENT ON COLUMN counted_copies.language IS 'Its language.';
COMMENT ON COLUMN counted_copies.original_id IS 'Id of the original; empty where that is there.';
COMMENT ON COLUMN counted_copies.original_at IS 'When the original counts; NULL where it is not there.';
COMMENT ON COLUMN counted_copies.original_day_only IS 'Whether that is a day without an hour.';
COMMENT ON COLUMN counted_copies.original_source IS 'Number of the publisher of the original.';
COMMENT ON COLUMN counted_copies.original_language IS 'Language of the original.';

CREATE TABLE counted_marks (table_name VARCHAR NOT NULL, mark BIGINT NOT NULL, rows BIGINT NOT NULL, sorted_rows BIGINT NOT NULL);
COMMENT ON TABLE counted_marks IS 'How far the counted tables follow, one row a table; none where they are to be built anew.';
COMMENT ON COLUMN counted_marks.table_name IS 'Table that is followed.';
COMMENT ON COLUMN counted_marks.mark IS 'Place in the file from which on its rows are not counted yet.';
COMMENT ON COLUMN counted_marks.rows IS 'Its rows before that place.';
COMMENT ON COLUMN counted_marks.sorted_rows IS 'Its rows when the counted tables were last built whole.';

CREATE TABLE counted_totals (step VARCHAR NOT NULL, period TIMESTAMP NOT NULL, texts INTEGER NOT NULL, live INTEGER NOT NULL);
COMMENT ON TABLE counted_totals IS 'All that was collected, one row a period of each length, UTC.';
COMMENT ON COLUMN counted_totals.step IS 'Length of the period: day, week, month or year.';
COMMENT ON COLUMN counted_totals.period IS 'Its beginning.';
COMMENT ON COLUMN counted_totals.texts IS 'Distinct texts.';
COMMENT ON COLUMN counted_totals.live IS 'Publishers that brought anything.';

CREATE TABLE counted_lives (source_id VARCHAR NOT NULL, first_day TIMESTAMP, answered_at TIMESTAMP);
COMMENT ON TABLE counted_lives IS 'Since when each publisher is expected to bring something, one row a publisher.';
COMMENT ON COLUMN counted_lives.source_id IS 'Publisher.';
COMMENT ON COLUMN counted_lives.first_day IS 'UTC day of its first article; NULL where there is none.';
COMMENT ON COLUMN counted_lives.answered_at IS 'First poll of it that was answered, UTC; NULL where none was.';
