-- How the last command of a run came to its end, where it did not do all that it set out to do: as JSON, in the words of the engine.
CREATE TABLE ending (run INTEGER PRIMARY KEY, ending TEXT NOT NULL) STRICT;
-- Requests that a stage of an object took, by whichever command.
CREATE TABLE stage_requests (run INTEGER NOT NULL, object TEXT NOT NULL, stage TEXT NOT NULL, requests INTEGER NOT NULL) STRICT;
CREATE INDEX stage_requests_run ON stage_requests (run);
