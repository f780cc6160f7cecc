-- The date that `run_date` meant; empty for a run of a ledger that did not keep it yet.
ALTER TABLE run ADD COLUMN run_date TEXT NOT NULL DEFAULT '';
-- What a pass over the extracts counted that is independent of the pipeline: records, and those that cannot be read.
CREATE TABLE counted (
    run INTEGER NOT NULL, object INTEGER NOT NULL, records INTEGER NOT NULL, faults INTEGER NOT NULL,
    PRIMARY KEY (run, object)
) STRICT, WITHOUT ROWID;
-- Hash totals over business keys: how many keys a book holds, and a sum that only agrees where they are the same.
CREATE TABLE key_total (
    run INTEGER NOT NULL, object INTEGER NOT NULL, book TEXT NOT NULL, keys INTEGER NOT NULL, hash TEXT NOT NULL,
    PRIMARY KEY (run, object, book)
) STRICT, WITHOUT ROWID;
-- Why the ledger could not be held against the extracts, where it could not.
CREATE TABLE not_held (run INTEGER NOT NULL, object INTEGER NOT NULL, why TEXT NOT NULL, PRIMARY KEY (run, object))
STRICT, WITHOUT ROWID;
-- What the mapping makes of the extract, where that is not what the ledger holds.
ALTER TABLE break ADD COLUMN source TEXT NOT NULL DEFAULT '';
-- A hash of what a break is about, the same in every run in which it comes back.
ALTER TABLE break ADD COLUMN identity BLOB NOT NULL DEFAULT x'';
-- What was decided about breaks. The latest word on a break counts; `over` says that the ERP was read back since.
CREATE TABLE disposition (
    id INTEGER PRIMARY KEY, object INTEGER NOT NULL, identity BLOB NOT NULL, decision TEXT NOT NULL, by_whom TEXT NOT NULL,
    at TEXT NOT NULL, why TEXT NOT NULL, run INTEGER NOT NULL, over INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX disposition_identity ON disposition (object, identity);
-- Differences that a mapping's rules let pass.
CREATE TABLE allowed (
    run INTEGER NOT NULL, object INTEGER NOT NULL, field TEXT NOT NULL, rule TEXT NOT NULL, owner TEXT NOT NULL,
    reason TEXT NOT NULL, differences INTEGER NOT NULL
) STRICT;
-- What breaks have in common.
CREATE TABLE proposal (
    run INTEGER NOT NULL, object INTEGER NOT NULL, code TEXT NOT NULL, field TEXT NOT NULL, breaks INTEGER NOT NULL,
    of_all INTEGER NOT NULL, words TEXT NOT NULL
) STRICT;
