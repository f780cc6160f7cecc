//! The options of an XML source, checked once.

use encoding_rs::Encoding;
use landbridge_contract::{Name, OptionFault, OptionKind, OptionSpec, OptionValue, Options};

use crate::names::Bindings;
use crate::parse::{outside_path, record_paths};
use crate::path::Path;

/// The options, as the reference shows them.
pub(crate) const OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "records",
        kind: OptionKind::Text,
        about: "The path of the elements that are records: `/orders/order`, `//order` at any \
                depth, `//E1EDKA1[PARVW='AG']`, several with `|` between them; needed to read, \
                `peek` guesses and shows candidates.",
    },
    OptionSpec {
        name: "namespaces",
        kind: OptionKind::Map,
        about: "Prefixes used in paths and the namespaces that they stand for; without one a \
                prefix in a path is compared as written. The empty prefix binds element names \
                without a prefix.",
    },
    OptionSpec {
        name: "declared",
        kind: OptionKind::Texts,
        about: "Paths of totals that the file states of itself outside of the records: \
                `GrpHdr/CtrlSum` at any depth, or in full from `/`; each is a declared total of \
                that name.",
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
    /// The record paths, each with how it is written.
    pub(crate) records: Option<Vec<(Path, String)>>,
    /// Paths of totals that the file states.
    pub(crate) declared: Vec<(Name, Path)>,
    pub(crate) bindings: Bindings,
    pub(crate) encoding: Option<&'static Encoding>,
}

impl Settings {
    /// Reads and judges the options; everything that is wrong at once.
    pub(crate) fn from_options(options: &Options) -> Result<Self, Vec<OptionFault>> {
        let mut faults = options.check(OPTIONS);
        let bindings = bindings(options, &mut faults);
        let records = options.text("records").and_then(|text| {
            let paths = record_paths(&text, &bindings);
            paths
                .map_err(|why| {
                    let expected = "a path such as `/orders/order` or `//order[@type='new']`";
                    faults.push(OptionFault::new("records", why, expected));
                })
                .ok()
        });
        let declared = declared(options, &bindings, &mut faults);
        let encoding = options.text("encoding").and_then(|label| {
            let known = Encoding::for_label(label.as_bytes());
            if known.is_none() {
                let expected = "a WHATWG encoding label: utf-8, windows-1252, utf-16le";
                faults.push(OptionFault::new(
                    "encoding",
                    format!("\"{label}\""),
                    expected,
                ));
            }
            known
        });
        if faults.is_empty() {
            Ok(Self {
                records,
                declared,
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
            | OptionValue::Map(_) => faults.push(OptionFault::new(
                "namespaces",
                format!("`{prefix}` with {}", uri.describe()),
                "a prefix with the name of a namespace",
            )),
        }
    }
    bindings
}

fn declared(
    options: &Options,
    bindings: &Bindings,
    faults: &mut Vec<OptionFault>,
) -> Vec<(Name, Path)> {
    let Some(OptionValue::List(items)) = options.0.get("declared") else {
        return Vec::new();
    };
    let mut paths = Vec::new();
    for item in items {
        let OptionValue::Text(text) = item else {
            continue;
        };
        match outside_path(text, bindings) {
            Ok(path) => paths.push((Name::from(text.as_str()), path)),
            Err(why) => faults.push(OptionFault::new(
                "declared",
                why,
                "paths such as `GrpHdr/CtrlSum` or `/Document/Total/@amount`",
            )),
        }
    }
    paths
}
