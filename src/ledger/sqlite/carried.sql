-- The crosswalk in the order of its keys, and no more of their hashes: legacy files hold records in the order of their
-- numbers, so that those that are settled together stand together, where each was on a page of its own before.
CREATE TABLE carried_by_key (
    target TEXT NOT NULL, object INTEGER NOT NULL, key TEXT NOT NULL, key_hash INTEGER NOT NULL,
    target_id TEXT NOT NULL, payload_hash BLOB NOT NULL, record INTEGER NOT NULL, source_hash BLOB,
    PRIMARY KEY (target, object, key)
) STRICT, WITHOUT ROWID;
INSERT INTO carried_by_key (target, object, key, key_hash, target_id, payload_hash, record, source_hash)
    SELECT target, object, key, key_hash, target_id, payload_hash, record, source_hash FROM carried
    ORDER BY target, object, key;
DROP TABLE carried;
ALTER TABLE carried_by_key RENAME TO carried;
