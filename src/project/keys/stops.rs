//! The keys of what makes a load stop by itself.

use super::{Form, KeyTable, Rest, key};
use crate::project::CanaryThen;

/// `stop`.
pub static STOP: KeyTable = KeyTable {
    name: "stop",
    title: "`stop`",
    about: "What the ERP may refuse before a load stops, mapping by mapping. What is in flight is settled, what was not sent waits in the \
            ledger, and the exit code is 9: the same command goes on. A record that is held since the one it refers to is not in the \
            ERP does not count.",
    within: "stop: { … }",
    keys: &[
        key(
            "refused_max",
            Form::Gate,
            "Refusals of one mapping at the most; a share is one of its records that are settled so far, and says nothing before 20 \
             are.",
            "refused_max: \"5%\"",
        ),
        key(
            "refused_in_a_row",
            Form::Whole(1),
            "So many refusals one after the other stop the load.",
            "refused_in_a_row: 20",
        ),
    ],
    one_of: &[],
    rest: Rest::Nothing,
};

/// `canary` as a block.
pub static CANARY: KeyTable = KeyTable {
    name: "canary",
    title: "`canary`",
    about: "The first records of each mapping are sent before the rest, parents first. Then the load stops with exit code 9 until \
            `landbridge go RUN` lets it go on; with `then: gate` it goes on by itself where the ERP refused none of them and holds \
            each as it was sent.",
    within: "canary: { … }",
    keys: &[
        key(
            "records",
            Form::Whole(1),
            "How many of each mapping; of what refers to other records, the first of which the ERP holds what they refer to.",
            "records: 20",
        )
        .needed(),
        key(
            "then",
            Form::Word(CanaryThen::words),
            "Who says that the rest may follow: a person, or the gate that none is refused and all are found as sent.",
            "records: 20, then: gate",
        )
        .default("person"),
    ],
    one_of: &[],
    rest: Rest::Nothing,
};
