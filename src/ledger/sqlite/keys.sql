-- Where the records of a key are, so that one can be followed in a ledger of any size: for each row of records in order
-- of arrival, the first four bytes of each key's hash and the record's distance to the first, sorted; six bytes each.
-- Also which findings were made while they were staged. Records that no line here covers are searched one by one.
CREATE TABLE key_chunk (
    first_record INTEGER PRIMARY KEY, records INTEGER NOT NULL, first_finding INTEGER NOT NULL,
    last_finding INTEGER NOT NULL, hashes BLOB NOT NULL
) STRICT;
-- Findings about a record that came after it was staged.
CREATE TABLE late_finding (
    record INTEGER NOT NULL, finding INTEGER NOT NULL, PRIMARY KEY (record, finding)
) STRICT, WITHOUT ROWID;
CREATE INDEX attempt_record_record ON attempt_record (record);
