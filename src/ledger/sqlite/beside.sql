-- The files that were read for joins and lookups, with their hashes: whoever maps the extracts again needs the same.
CREATE TABLE beside (
    run INTEGER NOT NULL, object INTEGER NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL, bytes INTEGER NOT NULL,
    PRIMARY KEY (run, object, file, sha256)
) STRICT, WITHOUT ROWID;
