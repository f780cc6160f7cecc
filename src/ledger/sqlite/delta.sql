-- A hash of what the source holds of a record: tells a changed value from a changed mapping. None in rows of a ledger that
-- did not keep it yet.
ALTER TABLE record ADD COLUMN source_hash BLOB;
ALTER TABLE carried ADD COLUMN source_hash BLOB;
-- One line while loads are paused.
CREATE TABLE pause (id INTEGER PRIMARY KEY, by_whom TEXT NOT NULL, at TEXT NOT NULL) STRICT;
-- Runs that go on beyond their first records.
CREATE TABLE released (run INTEGER PRIMARY KEY, by_whom TEXT NOT NULL, at TEXT NOT NULL) STRICT;
