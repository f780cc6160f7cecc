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
