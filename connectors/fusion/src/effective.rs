//! From when what is written holds, for objects that keep their history by days.
//!
//! Oracle's guide to the REST API of human resources, "Manage Date-Effective Objects": the header `Effective-Of` with
//! `RangeMode` and `RangeStartDate`. It belongs to a request, so the day is one for all records of a mapping. A day of each
//! record's own would hide records that begin later from look-ups after a lost answer, and have them made twice: files of HCM
//! Data Loader carry such days.

use landbridge_contract::{ObjectSpec, OptionFault, OptionKind, OptionSpec, Options};

/// What a mapping may state.
pub(crate) const OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "effective_start",
        kind: OptionKind::Text,
        about: "For REST: the day from which what is written holds (`Effective-Of`), YYYY-MM-DD; unless stated no day is sent, and Fusion takes the present one. Records are looked up and read back as of it too, unless `effective_date` states another.",
    },
    OptionSpec {
        name: "effective_mode",
        kind: OptionKind::Text,
        about: "For REST, with `effective_start`: how a change goes into the history, `UPDATE` (from that day on, unless stated) or `CORRECTION` (of what begins on that day).",
    },
];

const UPDATE: &str = "UPDATE";
const MODES: [&str; 2] = [UPDATE, "CORRECTION"];

/// What is wrong with what a mapping states, also of the day as of which records are read.
pub(crate) fn check(options: &Options) -> Vec<OptionFault> {
    let mut faults = Vec::new();
    let mut wrong = |option: &str, found: &str, expected: &str| {
        faults.push(OptionFault {
            option: option.to_owned(),
            found: found.to_owned(),
            expected: expected.to_owned(),
        });
    };
    for option in ["effective_date", "effective_start"] {
        if let Some(day) = options.text(option)
            && (day.len() != 10 || day.parse::<jiff::civil::Date>().is_err())
        {
            wrong(option, &format!("\"{day}\""), "a date as YYYY-MM-DD");
        }
    }
    if let Some(mode) = options.text("effective_mode") {
        if !MODES.contains(&mode.as_str()) {
            wrong(
                "effective_mode",
                &format!("\"{mode}\""),
                "UPDATE or CORRECTION",
            );
        }
        if options.text("effective_start").is_none() {
            let found = "a mode without `effective_start`";
            wrong(
                "effective_mode",
                found,
                "the day from which the change holds beside it",
            );
        }
    }
    faults
}

/// The day as of which records are looked up and read back; the present one where there is none.
pub(crate) fn shown_on(object: &ObjectSpec) -> Option<String> {
    let stated = object.options.text("effective_date");
    stated.or_else(|| object.options.text("effective_start"))
}

/// The values of the header.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Effective {
    /// Of a record that is made; nothing where the header is not sent.
    pub(crate) make: Option<String>,
    /// Of one that is changed, or made or changed.
    pub(crate) change: Option<String>,
}

impl Effective {
    pub(crate) fn of(object: &ObjectSpec) -> Self {
        let Some(day) = object.options.text("effective_start") else {
            return Self::default();
        };
        let mode = object.options.text("effective_mode");
        let mode = mode.as_deref().unwrap_or(UPDATE);
        Self {
            make: Some(format!("RangeStartDate={day}")),
            change: Some(format!("RangeMode={mode};RangeStartDate={day}")),
        }
    }
}
