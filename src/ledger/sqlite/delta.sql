-- A hash of what the source holds of a record: tells a changed value from a changed mapping. None in rows of a ledger that
-- did not keep it yet.
ALTER TABLE record ADD COLUMN source_hash BLOB;
ALTER TABLE carried ADD COLUMN source_hash BLOB;
