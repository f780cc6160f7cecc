-- A hash of what the source holds of a record: tells a changed value from a changed mapping. None in rows of a ledger that
-- did not keep it yet.
ALTER TABLE record ADD COLUMN source_hash BLOB;
ALTER TABLE carried ADD COLUMN source_hash BLOB;
-- One line while loads are paused.
CREATE TABLE pause (id INTEGER PRIMARY KEY, by_whom TEXT NOT NULL, at TEXT NOT NULL) STRICT;
-- Runs whose first records are sent before the rest: how many of each object, and who let the rest follow.
CREATE TABLE canary (run INTEGER PRIMARY KEY, records INTEGER NOT NULL, released_by TEXT, released_at TEXT) STRICT;
-- Records that a run made and that were to be taken back: what became of each.
CREATE TABLE removal (
    record INTEGER PRIMARY KEY, run INTEGER NOT NULL, object INTEGER NOT NULL, target_id TEXT NOT NULL,
    outcome TEXT NOT NULL, message TEXT NOT NULL, by_whom TEXT NOT NULL, at TEXT NOT NULL
) STRICT;
CREATE INDEX removal_run ON removal (run);
