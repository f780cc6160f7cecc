-- Findings are counted by cause as they arrive, and the first of each are kept at hand: a report reads as many lines
-- as there are causes, however many findings there are.
ALTER TABLE cause ADD COLUMN findings INTEGER NOT NULL DEFAULT 0;
-- Records with at least one; counted exactly as long as findings come in the order of their records.
ALTER TABLE cause ADD COLUMN records INTEGER NOT NULL DEFAULT 0;
ALTER TABLE cause ADD COLUMN last_record INTEGER NOT NULL DEFAULT 0;
-- 1 where findings came in another order, so that a record may stand twice in the count: then it is counted again.
ALTER TABLE cause ADD COLUMN recount INTEGER NOT NULL DEFAULT 0;
CREATE TABLE cause_sample (
    cause INTEGER NOT NULL, finding INTEGER NOT NULL, PRIMARY KEY (cause, finding)
) STRICT, WITHOUT ROWID;
UPDATE cause SET (findings, records, last_record) = (
    SELECT count(*), count(DISTINCT record), coalesce(max(record), 0) FROM finding WHERE finding.cause = cause.id
);
INSERT INTO cause_sample SELECT cause, id FROM (
    SELECT cause, id, row_number() OVER (PARTITION BY cause ORDER BY id) AS number FROM finding
) WHERE number <= 5;
DROP INDEX IF EXISTS finding_cause;
