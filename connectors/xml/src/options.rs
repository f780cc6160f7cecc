//! The options of an XML source, checked once.

use encoding_rs::Encoding;
use landbridge_contract::{OptionFault, OptionKind, OptionSpec, OptionValue, Options};

use crate::names::Bindings;
use crate::path::{Path, record_path};

/// The options, as the reference shows them.
pub(crate) const OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "records",
        kind: OptionKind::Text,
        about: "The path of the elements that are records: `/orders/order`, `//order` at any \
                depth, `//transaction[@flow='incoming']`; needed to read, `peek` shows candidates.",
    },
    OptionSpec {
        name: "namespaces",
        kind: OptionKind::Map,
        about: "Prefixes used in paths and the namespaces that they stand for; without one a \
                prefix in a path is compared as written. The empty prefix binds element names \
                without a prefix.",
    },
    OptionSpec {
        name: "encoding",
        kind: OptionKind::Text,
        about: "Character encoding, any WHATWG label, where the file declares none or a wrong \
                one.",
    },
];

/// The options in checked form.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// The record path, and as written.
    pub(crate) records: Option<(Path, String)>,
    pub(crate) bindings: Bindings,
    pub(crate) encoding: Option<&'static Encoding>,
}

impl Settings {
    /// Reads and judges the options; everything that is wrong at once.
    pub(crate) fn from_options(options: &Options) -> Result<Self, Vec<OptionFault>> {
        let mut faults = options.check(OPTIONS);
        let bindings = bindings(options, &mut faults);
        let records = options.text("records").and_then(|text| {
            let path = record_path(&text, &bindings);
            path.map_err(|why| {
                faults.push(OptionFault {
                    option: "records".to_owned(),
                    found: why,
                    expected: "a path such as `/orders/order` or `//order[@type='new']`".to_owned(),
                });
            })
            .ok()
            .map(|path| (path, text))
        });
        let encoding = options.text("encoding").and_then(|label| {
            let known = Encoding::for_label(label.as_bytes());
            if known.is_none() {
                faults.push(OptionFault {
                    option: "encoding".to_owned(),
                    found: format!("\"{label}\""),
                    expected: "a WHATWG encoding label: utf-8, windows-1252, utf-16le".to_owned(),
                });
            }
            known
        });
        if faults.is_empty() {
            Ok(Self {
                records,
                bindings,
                encoding,
            })
        } else {
            Err(faults)
        }
    }
}

fn bindings(options: &Options, faults: &mut Vec<OptionFault>) -> Bindings {
    let mut bindings = Bindings::new();
    let Some(OptionValue::Map(items)) = options.0.get("namespaces") else {
        return bindings;
    };
    for (prefix, uri) in items {
        match uri {
            OptionValue::Text(uri) if prefix != "*" => {
                bindings.insert(prefix.clone(), uri.clone());
            }
            OptionValue::Text(_)
            | OptionValue::Bool(_)
            | OptionValue::Integer(_)
            | OptionValue::List(_)
            | OptionValue::Map(_) => faults.push(OptionFault {
                option: "namespaces".to_owned(),
                found: format!("`{prefix}` with {}", uri.describe()),
                expected: "a prefix with the name of a namespace".to_owned(),
            }),
        }
    }
    bindings
}
