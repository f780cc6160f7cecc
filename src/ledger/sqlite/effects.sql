-- By how much the breaks of one record move control totals, from what was loaded to what the ERP holds: breaks `first_break` to `last_break`
-- are all that the record has.
CREATE TABLE effect (run INTEGER NOT NULL, object INTEGER NOT NULL, first_break INTEGER NOT NULL, last_break INTEGER NOT NULL,
    name TEXT NOT NULL, group_name TEXT NOT NULL, amount TEXT NOT NULL) STRICT;
CREATE INDEX effect_object ON effect (run, object);
