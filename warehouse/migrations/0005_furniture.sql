-- What a publisher prints under article after article, learnt from its own texts, and where it was cut.

CREATE TABLE furniture (
    furniture_id VARCHAR NOT NULL, source_id VARCHAR NOT NULL, paragraph VARCHAR NOT NULL, texts INTEGER NOT NULL,
    learned_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE furniture IS 'Paragraphs that a publisher repeats over many articles, one row each; they are cut from later ones.';
COMMENT ON COLUMN furniture.furniture_id IS 'Stable id: a hash of publisher and paragraph.';
COMMENT ON COLUMN furniture.source_id IS 'Publisher that prints it.';
COMMENT ON COLUMN furniture.paragraph IS 'The paragraph, character by character.';
COMMENT ON COLUMN furniture.texts IS 'Distinct texts it had been seen in when it was recognised.';
COMMENT ON COLUMN furniture.learned_at IS 'When it was recognised; articles loaded before still have it.';

CREATE TABLE cuts (article_id VARCHAR NOT NULL, furniture_id VARCHAR NOT NULL);
COMMENT ON TABLE cuts IS 'Furniture that was cut from articles, one row a pair.';
COMMENT ON COLUMN cuts.article_id IS 'Article it was cut from (or rejection, where nothing else was left).';
COMMENT ON COLUMN cuts.furniture_id IS 'What was cut.';

CREATE TABLE furniture_learning (articles BIGINT NOT NULL);
COMMENT ON TABLE furniture_learning IS 'How many articles there were when furniture was last looked for: one row.';
INSERT INTO furniture_learning VALUES (0);
