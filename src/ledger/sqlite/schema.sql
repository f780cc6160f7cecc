CREATE TABLE run (
    id INTEGER PRIMARY KEY, command TEXT NOT NULL, purpose TEXT NOT NULL, target TEXT NOT NULL,
    plan_hash TEXT NOT NULL, state TEXT NOT NULL, started TEXT NOT NULL, ended TEXT
) STRICT;
CREATE TABLE object (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
-- Which records of a run belong to an object: a closed range of record numbers.
CREATE TABLE stage (
    run INTEGER NOT NULL, object INTEGER NOT NULL, first_record INTEGER NOT NULL,
    last_record INTEGER NOT NULL, settled INTEGER NOT NULL, PRIMARY KEY (run, object)
) STRICT, WITHOUT ROWID;
CREATE TABLE extract (
    id INTEGER PRIMARY KEY, run INTEGER NOT NULL, object INTEGER NOT NULL, file TEXT NOT NULL,
    sha256 TEXT NOT NULL, bytes INTEGER NOT NULL, form TEXT NOT NULL, records INTEGER NOT NULL,
    faults INTEGER NOT NULL, blank INTEGER NOT NULL, complete INTEGER NOT NULL
) STRICT;
-- Numbered in order of arrival, without secondary indexes: staging is bound by these inserts.
CREATE TABLE record (
    id INTEGER PRIMARY KEY, run INTEGER NOT NULL, object INTEGER NOT NULL, extract INTEGER NOT NULL,
    ordinal INTEGER NOT NULL, line INTEGER NOT NULL, number INTEGER NOT NULL, byte INTEGER NOT NULL,
    key TEXT NOT NULL, key_hash INTEGER NOT NULL, payload_hash BLOB NOT NULL, state INTEGER NOT NULL,
    created INTEGER NOT NULL, target_id TEXT, payload BLOB
) STRICT;
-- What is wanted only until the stage is settled.
CREATE TABLE reference (
    record INTEGER NOT NULL, object INTEGER NOT NULL, key_hash INTEGER NOT NULL, key TEXT NOT NULL,
    field TEXT NOT NULL, origin TEXT NOT NULL, personal INTEGER NOT NULL
) STRICT;
CREATE TABLE uniqueness (
    record INTEGER NOT NULL, check_number INTEGER NOT NULL, hash INTEGER NOT NULL
) STRICT;
CREATE TABLE total (
    id INTEGER PRIMARY KEY, run INTEGER NOT NULL, object INTEGER NOT NULL, name TEXT NOT NULL
) STRICT;
CREATE TABLE contribution (
    record INTEGER NOT NULL, total INTEGER NOT NULL, group_name TEXT NOT NULL, amount TEXT NOT NULL,
    PRIMARY KEY (record, total, group_name)
) STRICT, WITHOUT ROWID;
CREATE TABLE cause (
    id INTEGER PRIMARY KEY, run INTEGER NOT NULL, object INTEGER NOT NULL, code TEXT NOT NULL,
    severity TEXT NOT NULL, stage TEXT NOT NULL, field TEXT NOT NULL, expected TEXT NOT NULL,
    UNIQUE (run, object, code, severity, stage, field, expected)
) STRICT;
CREATE TABLE finding (
    id INTEGER PRIMARY KEY, cause INTEGER NOT NULL, record INTEGER, origin TEXT NOT NULL,
    found TEXT NOT NULL
) STRICT;
CREATE TABLE attempt (
    id INTEGER PRIMARY KEY, run INTEGER NOT NULL, object INTEGER NOT NULL, started TEXT NOT NULL
) STRICT;
CREATE TABLE attempt_record (
    attempt INTEGER NOT NULL, record INTEGER NOT NULL, outcome TEXT, message TEXT,
    PRIMARY KEY (attempt, record)
) STRICT, WITHOUT ROWID;
-- What the ERP holds as far as is known: the crosswalk from legacy key to target id.
CREATE TABLE carried (
    target TEXT NOT NULL, object INTEGER NOT NULL, key_hash INTEGER NOT NULL, key TEXT NOT NULL,
    target_id TEXT NOT NULL, payload_hash BLOB NOT NULL, record INTEGER NOT NULL,
    PRIMARY KEY (target, object, key_hash, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE target_record (
    id INTEGER PRIMARY KEY, run INTEGER NOT NULL, object INTEGER NOT NULL, key TEXT NOT NULL,
    target_id TEXT NOT NULL, body BLOB NOT NULL
) STRICT;
CREATE TABLE break (
    id INTEGER PRIMARY KEY, run INTEGER NOT NULL, object INTEGER NOT NULL, code TEXT NOT NULL,
    key TEXT NOT NULL, record INTEGER, field TEXT NOT NULL, origin TEXT NOT NULL,
    sent TEXT NOT NULL, found TEXT NOT NULL, target_id TEXT NOT NULL
) STRICT;
-- Sums kept beside the records: what the source holds as read, what the ERP holds as read back.
CREATE TABLE book_total (
    book TEXT NOT NULL, run INTEGER NOT NULL, object INTEGER NOT NULL, name TEXT NOT NULL, group_name TEXT NOT NULL,
    sum TEXT NOT NULL, amounts INTEGER NOT NULL
) STRICT;
CREATE TABLE timing (
    run INTEGER NOT NULL, stage TEXT NOT NULL, object TEXT NOT NULL, milliseconds INTEGER NOT NULL,
    records INTEGER NOT NULL
) STRICT;
-- Records that were sent and not yet answered for: what recovery has to ask the ERP about.
CREATE TABLE doubt (
    record INTEGER PRIMARY KEY, run INTEGER NOT NULL, object INTEGER NOT NULL,
    attempt INTEGER NOT NULL, why TEXT
) STRICT;
