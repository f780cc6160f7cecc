-- The number that this ledger chose for itself once, so that its attempts have names that no other ledger's have.
CREATE TABLE identity (number INTEGER NOT NULL) STRICT;
INSERT INTO identity VALUES (random());
-- What finds the job of an attempt again: empty for one that was to go as a job and has sent nothing yet.
CREATE TABLE attempt_note (attempt INTEGER PRIMARY KEY, note TEXT NOT NULL) STRICT;
