-- Where a retry sent rejects as a run of their own: which run it retried, and what became of the refused records of that one
-- that it sent again. `unsettled` are those in doubt or not sent.
CREATE TABLE retried (
    run INTEGER NOT NULL, object INTEGER NOT NULL, earlier INTEGER NOT NULL, resent INTEGER NOT NULL,
    loaded INTEGER NOT NULL, refused INTEGER NOT NULL, unsettled INTEGER NOT NULL, rejects INTEGER NOT NULL,
    mended INTEGER NOT NULL, PRIMARY KEY (run, object)
) STRICT, WITHOUT ROWID;
