//! Counts facts that hold, and knows which were stated.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::path::{Path, PathBuf};

use landbridge_contract::{
    Batch, DeclaredTotal, Flow, NoticeKind, Projection, Record, SourceConnector, Value,
};
use landbridge_testkit::support::{self, Drained};
use rust_decimal::Decimal;
use serde_json::{Value as Json, json};

/// Keys of a file: what is checked, then where it comes from and what other readers make of it.
const FILE: &[&str] = &[
    "sha256", "bytes", "expect", "must", "sidecars", //
    "source", "license", "special", "readers",
];
/// Keys of the total of a column.
const TOTALS: &[&str] = &[
    "sum",
    "numeric_values",
    "empty_or_dash",
    "not_numeric",
    "not_numeric_examples",
    "negative",
];

/// The facts of one file.
pub(crate) struct Facts {
    pub(crate) file: String,
    pub(crate) folder: PathBuf,
    pub(crate) expect: Json,
    pub(crate) passed: usize,
    pub(crate) total: usize,
    pub(crate) failures: Vec<String>,
    pub(crate) shorts: Vec<String>,
    stated: BTreeSet<String>,
    held: BTreeSet<String>,
}

impl Facts {
    pub(crate) fn new(folder: &Path, file: &str, entry: &Json) -> Self {
        let mut stated: BTreeSet<String> = entry["expect"]
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect();
        stated.extend(
            entry["must"]
                .as_array()
                .unwrap()
                .iter()
                .map(|must| must.as_str().unwrap().to_owned()),
        );
        let mut facts = Self {
            file: file.to_owned(),
            folder: folder.to_owned(),
            expect: entry["expect"].clone(),
            passed: 0,
            total: 0,
            failures: Vec::new(),
            shorts: Vec::new(),
            stated,
            held: BTreeSet::new(),
        };
        facts.hold_file(entry);
        facts
    }

    /// The file is the one that the facts are about, and so are those that stand beside it; every key
    /// is known to a check.
    fn hold_file(&mut self, entry: &Json) {
        let bytes = self.bytes(&self.file);
        self.hold(
            "sha256",
            json!(support::sha256(&bytes)),
            entry["sha256"].clone(),
        );
        self.hold("size", json!(bytes.len()), entry["bytes"].clone());
        for sidecar in entry["sidecars"].as_array().into_iter().flatten() {
            let name = sidecar["file"].as_str().unwrap();
            self.hold(name, self.folder.join(name).is_file(), true);
        }
        let mut unknown = support::unknown_keys(entry, FILE);
        unknown.extend(support::unknown_keys(
            &self.expect["second_reader"],
            &["reader", "records"],
        ));
        unknown.extend(support::unknown_keys(
            &self.expect["line_endings"],
            &["CRLF", "LF_only", "CR_only"],
        ));
        for total in self.expect["totals"].as_object().into_iter().flatten() {
            unknown.extend(support::unknown_keys(total.1, TOTALS));
        }
        let unknown = unknown
            .into_iter()
            .map(|key| format!("no check knows `{key}`"));
        self.failures.extend(unknown.collect::<Vec<_>>());
    }

    pub(crate) fn bytes(&self, file: &str) -> Vec<u8> {
        std::fs::read(self.folder.join(file)).unwrap()
    }

    /// Holds a fact of the expectations, by its key or, for a `must`, by the beginning of it.
    pub(crate) fn hold<T: PartialEq + Debug>(&mut self, fact: &str, found: T, expected: T) {
        let stated = self
            .stated
            .iter()
            .find(|stated| *stated == fact || (fact.len() > 12 && stated.starts_with(fact)));
        if let Some(stated) = stated {
            self.held.insert(stated.clone());
        }
        self.total += 1;
        if found == expected {
            self.passed += 1;
        } else {
            let why = format!("{fact}: found {found:?}, expected {expected:?}");
            self.failures.push(why.chars().take(600).collect());
        }
    }

    /// Counts a fact that is not held here, and says why: it is no passed one.
    pub(crate) fn short(&mut self, fact: &str, why: &str) {
        let stated = self.stated.iter().find(|stated| stated.starts_with(fact));
        if let Some(stated) = stated {
            self.held.insert(stated.clone());
        }
        self.total += 1;
        self.shorts.push(format!("{}: {fact}: {why}", self.file));
    }

    /// As [`Facts::hold`], against what the expectations say under the key.
    pub(crate) fn hold_json(&mut self, fact: &str, found: &Json) {
        let expected = self.expect[fact].clone();
        self.hold(fact, found.clone(), expected);
    }

    /// The facts stated that nothing was held against.
    pub(crate) fn unheld(&self) -> impl Iterator<Item = &String> {
        self.stated.difference(&self.held)
    }

    /// Reads the file with options.
    pub(crate) fn read(&self, connector: &dyn SourceConnector, stated: &Json) -> Drained {
        read(connector, &self.file, self.bytes(&self.file), stated)
    }

    /// What a source found out under a name.
    pub(crate) fn detected(
        &self,
        connector: &dyn SourceConnector,
        stated: &Json,
        what: &str,
    ) -> String {
        let input = support::input(&self.file, self.bytes(&self.file));
        let mut source = connector.open(input, &support::options(stated)).unwrap();
        let found = source
            .detected()
            .into_iter()
            .find(|(name, _)| *name == what);
        found.map(|(_, text)| text).unwrap_or_default()
    }

    /// The totals that the file declares.
    pub(crate) fn declared(
        &self,
        connector: &dyn SourceConnector,
        stated: &Json,
    ) -> Vec<DeclaredTotal> {
        let input = support::input(&self.file, self.bytes(&self.file));
        let source = connector.open(input, &support::options(stated)).unwrap();
        let mut reader = source.read(&Projection::default()).unwrap();
        let mut batch = Batch::default();
        while reader.next_batch(&mut batch, 1000).unwrap() == Flow::More {}
        reader.declared()
    }
}

pub(crate) fn read(
    connector: &dyn SourceConnector,
    file: &str,
    bytes: Vec<u8>,
    stated: &Json,
) -> Drained {
    let input = support::input(file, bytes);
    let drained = support::collect(connector, input, &support::options(stated));
    drained.unwrap_or_else(|fault| panic!("{fault}"))
}

/// The value of a field by name, as text; nothing as an empty text.
pub(crate) fn text(drained: &Drained, record: usize, name: &str) -> String {
    let yielded = &drained.records[record];
    let slot = yielded.layout.names.iter().position(|own| **own == *name);
    yielded
        .record
        .value(slot.unwrap_or_else(|| panic!("no field {name}")))
        .to_string()
}

/// The values of a record as texts.
pub(crate) fn texts(record: &Record) -> Vec<String> {
    record
        .slots
        .iter()
        .map(|slot| slot.value.to_string())
        .collect()
}

/// A text with grouping commas and blanks as a number.
pub(crate) fn number(text: &str) -> Option<Decimal> {
    Decimal::from_str_exact(&text.trim().replace(',', "")).ok()
}

/// A value as a number.
pub(crate) fn amount(value: &Value) -> Decimal {
    value.as_decimal().unwrap_or_default()
}

/// True where no value holds a NUL and none was taken out.
pub(crate) fn without_nul(drained: &Drained) -> bool {
    let mut notices = drained
        .records
        .iter()
        .flat_map(|yielded| &yielded.record.notices);
    !notices.any(|notice| notice.kind == NoticeKind::Undecodable && notice.found.contains("\\0"))
}
