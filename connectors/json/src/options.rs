//! The options of a JSON source, checked once.

use landbridge_contract::{OptionFault, OptionKind, OptionSpec, Options};

use crate::plan::keys;

/// The options, as the reference shows them.
pub(crate) const OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "records",
        kind: OptionKind::Text,
        about: "The path of the array whose objects are the records: `/data/items`; needed where a \
                document is no array itself. At an object it is the one record.",
    },
    OptionSpec {
        name: "lines",
        kind: OptionKind::Bool,
        about: "Whether each line is a record of its own; found from the file's name and its first \
                line when absent.",
    },
];

/// The options in checked form.
#[derive(Debug, Clone, Default)]
pub(crate) struct Settings {
    /// The keys that lead to the records; none where `records` is not stated.
    pub(crate) records: Option<Vec<String>>,
    pub(crate) lines: Option<bool>,
}

impl Settings {
    /// Reads and judges the options; everything that is wrong at once.
    pub(crate) fn from_options(options: &Options) -> Result<Self, Vec<OptionFault>> {
        let mut faults = options.check(OPTIONS);
        let mut fault = |found: String, expected: &str| {
            faults.push(OptionFault::new("records", found, expected));
        };
        let lines = options.bool("lines");
        let records = options.text("records").and_then(|path| {
            if !path.starts_with('/') {
                fault(format!("\"{path}\""), "a path from the root: `/data/items`");
                return None;
            }
            if lines == Some(true) {
                fault(
                    format!("\"{path}\""),
                    "no path: with `lines` each line is a record",
                );
            }
            Some(keys(&path))
        });
        if faults.is_empty() {
            Ok(Self { records, lines })
        } else {
            Err(faults)
        }
    }
}
