//! That no fact is recorded without the points at which a test can die.

/// What the ledger writes beside the protocol of sending: nothing of it decides whether a record is sent.
const BESIDE: &[(&str, &str)] = &[
    ("object", "the number of an object's name"),
    (
        "record_extract",
        "an extract that a dead process leaves is not complete, and its run is given up",
    ),
    ("close_extract", "the same"),
    ("define_total", "the same"),
    ("record_timing", "how long something took"),
    ("record_requests", "how many requests something took"),
    (
        "keep_ending",
        "why a command stopped, in words for whoever looks later",
    ),
    (
        "record_retried",
        "figures of a retry for its report: what is sent again stands in the records",
    ),
    (
        "pause",
        "loads wait: whoever says so need not be the writer, and nothing becomes of a record",
    ),
    ("resume", "the same"),
];

const FILES: &[(&str, &str)] = &[
    ("endings", include_str!("../sqlite/endings.rs")),
    ("entries", include_str!("../sqlite/entries.rs")),
    ("loading", include_str!("../sqlite/loading.rs")),
    ("notes", include_str!("../sqlite/notes.rs")),
    ("planning", include_str!("../sqlite/planning.rs")),
    ("removing", include_str!("../sqlite/removing.rs")),
    ("retrying", include_str!("../sqlite/retrying.rs")),
    ("runs", include_str!("../sqlite/runs.rs")),
    ("settling", include_str!("../sqlite/settling.rs")),
    ("staging", include_str!("../sqlite/staging.rs")),
    ("steering", include_str!("../sqlite/steering.rs")),
    ("terms", include_str!("../sqlite/terms.rs")),
    ("writer", include_str!("../sqlite/writer.rs")),
];

const WRITES: &[&str] = &["INSERT INTO", "INSERT OR", "UPDATE ", "DELETE FROM"];

/// The public methods of a file, each with its text.
fn methods(text: &str) -> Vec<(&str, &str)> {
    let parts = text.split("\n    pub fn ").skip(1);
    let named = parts.map(|part| {
        let name = part.split(['(', '<']).next().unwrap();
        (name, part.split("\n    }\n").next().unwrap())
    });
    named.collect()
}

#[test]
fn every_fact_of_loading_is_recorded_as_a_step_with_crash_points() {
    let mut seen = 0;
    for (file, text) in FILES {
        for (name, body) in methods(text) {
            let writes = WRITES.iter().any(|word| body.contains(word))
                || body.contains(".transaction")
                || body.contains(".commit(");
            let beside = BESIDE.iter().any(|(method, _)| *method == name);
            let step = body.contains(".fact(Step::");
            assert!(
                !writes || step || beside,
                "{file}::{name} writes without a step: record it with `fact`, and give it one in crash.rs"
            );
            seen += usize::from(step);
        }
    }
    assert!(
        seen >= 12,
        "only {seen} facts were found: the test looks at nothing"
    );
}

#[test]
fn every_conversation_of_the_loader_is_a_step_with_crash_points() {
    let texts = [
        include_str!("../../run/load.rs"),
        include_str!("../../run/doubts.rs"),
        include_str!("../../run/jobs.rs"),
        include_str!("../../run/undo.rs"),
    ];
    let talks = |word: &str| -> usize { texts.iter().map(|text| text.matches(word).count()).sum() };
    assert_eq!(
        talks("transport.talk("),
        1,
        "only `converse` talks to the target"
    );
    assert_eq!(talks("transport\n            .collect"), 0);
    assert!(talks(".converse(Step::") >= 3);
}
