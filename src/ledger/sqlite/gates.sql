-- The gates that a run is judged by, as JSON; null for a run of a ledger that did not keep them yet.
ALTER TABLE run ADD COLUMN gates TEXT;
