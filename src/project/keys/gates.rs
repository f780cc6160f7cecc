//! The keys of gates.

use super::{Form, Key, KeyTable, Rest, key};

/// `gates`.
pub static GATES: KeyTable = KeyTable {
    name: "gates",
    title: "`gates`",
    about: "What a run may show and still go on; a share is one of the records read. Every gate holds by itself: a record \
            counts in each that concerns it. Before anything is sent, `run` stops at all gates but those of breaks; at \
            the end of a command they decide its exit code, and the summary says which failed and by how much.",
    within: "gates: { … }",
    keys: &[
        REJECTS_MAX.default("0"),
        WARNINGS_MAX,
        BREAKS_MAX.default("0"),
        BY_CODE,
        key(
            "objects",
            Form::Named(&OF_AN_OBJECT),
            "The same for single objects, by the names of their mappings; shares are of the object's records. What \
             holds for the run holds still.",
            "rejects_max: 100, objects: { suppliers: { rejects_max: 0 } }",
        ),
    ],
    one_of: &[],
    rest: Rest::Nothing,
};

static OF_AN_OBJECT: Form = Form::Block(&OBJECT_GATES);

/// The gates of one object.
pub static OBJECT_GATES: KeyTable = KeyTable {
    name: "gates-of-an-object",
    title: "Gates of one object",
    about: "What the records of one object may show.",
    within: "gates: { objects: { suppliers: { … } } }",
    keys: &[REJECTS_MAX, WARNINGS_MAX, BREAKS_MAX, BY_CODE],
    one_of: &[],
    rest: Rest::Nothing,
};

const REJECTS_MAX: Key = key(
    "rejects_max",
    Form::Gate,
    "Rejects at the most; beyond them nothing is sent. At the end, what the ERP refused counts too.",
    "rejects_max: \"2%\"",
);

const WARNINGS_MAX: Key = key(
    "warnings_max",
    Form::Gate,
    "Records with at least one warning at the most.",
    "warnings_max: \"5%\"",
);

const BREAKS_MAX: Key = key(
    "breaks_max",
    Form::Gate,
    "Open breaks at the most.",
    "breaks_max: 3",
);

const BY_CODE: Key = key(
    "by_code",
    Form::Named(&Form::Gate),
    "For single causes: records with a finding of this code at the most, whatever its severity. A finding that belongs to no \
     record counts as one.",
    "by_code: { VAL-LENGTH: 10, JOIN-ORPHAN: 0 }",
);
