-- What held in a run beside its plan: parameters, crosswalks, approvals of confidential sources. An object's name
-- is empty where a parameter held for all objects of the run.
CREATE TABLE parameter (run INTEGER NOT NULL, object TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL) STRICT;
CREATE INDEX parameter_run ON parameter (run);
CREATE TABLE crosswalk (
    run INTEGER NOT NULL, name TEXT NOT NULL, owner TEXT NOT NULL, version TEXT NOT NULL, sha256 TEXT NOT NULL,
    codes INTEGER NOT NULL
) STRICT;
CREATE INDEX crosswalk_run ON crosswalk (run);
CREATE TABLE approval (
    run INTEGER NOT NULL, object TEXT NOT NULL, source TEXT NOT NULL, purpose TEXT NOT NULL, approver TEXT NOT NULL
) STRICT;
CREATE INDEX approval_run ON approval (run);
