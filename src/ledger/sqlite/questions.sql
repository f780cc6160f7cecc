-- What records need the ERP to say; wanted until the stage is settled.
CREATE TABLE question (
    record INTEGER NOT NULL, subject TEXT NOT NULL, key_hash INTEGER NOT NULL, key TEXT NOT NULL,
    field TEXT NOT NULL, origin TEXT NOT NULL, personal INTEGER NOT NULL
) STRICT;
-- What the ERP said, each question once in a run. Of records it is kept: loading needs their target ids.
CREATE TABLE answer (
    target TEXT NOT NULL, subject TEXT NOT NULL, key_hash INTEGER NOT NULL, key TEXT NOT NULL, run INTEGER NOT NULL,
    found INTEGER NOT NULL, target_id TEXT, PRIMARY KEY (target, subject, key_hash, key, run)
) STRICT, WITHOUT ROWID;
-- How much was asked, and what could not be.
CREATE TABLE asked (
    run INTEGER NOT NULL, object INTEGER NOT NULL, subject TEXT NOT NULL, asked INTEGER NOT NULL, amiss INTEGER NOT NULL,
    unasked INTEGER NOT NULL, requests INTEGER NOT NULL, why TEXT NOT NULL
) STRICT;
