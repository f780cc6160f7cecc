-- The number of the process that may write: each that takes the right over is one more than the one before.
CREATE TABLE writer (number INTEGER NOT NULL) STRICT;
INSERT INTO writer VALUES (0);
