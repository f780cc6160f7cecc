-- Who ran a run; empty for runs of a ledger that did not keep it yet.
ALTER TABLE run ADD COLUMN operator TEXT NOT NULL DEFAULT '';
-- What was done to the ledger, each entry with the hash of the one before: who took the right to write, how each run
-- ended (a digest over its rows), and the newest sign-off at that time.
CREATE TABLE entry (
    number INTEGER PRIMARY KEY, at TEXT NOT NULL, operator TEXT NOT NULL, run INTEGER, what TEXT NOT NULL,
    digest TEXT NOT NULL, statement TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL
) STRICT;
