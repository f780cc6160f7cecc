-- What records add to groups that must balance, and their spans of time; wanted until the stage is settled.
CREATE TABLE balance (
    record INTEGER NOT NULL, check_number INTEGER NOT NULL, hash INTEGER NOT NULL, amount TEXT NOT NULL
) STRICT;
-- Days as YYYY-MM-DD, so that they sort as text.
CREATE TABLE span (
    record INTEGER NOT NULL, check_number INTEGER NOT NULL, hash INTEGER NOT NULL, first TEXT NOT NULL,
    last TEXT NOT NULL
) STRICT;
