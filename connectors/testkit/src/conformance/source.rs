//! The checks of a source connector.

use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use landbridge_contract::{
    Layout, LayoutKind, OptionValue, Options, Origin, Projection, Record, SourceConnector,
    SourceFault, SourceFaultKind,
};

use crate::support::{Drained, Yielded, drain, everything, input};

/// Batch sizes that must all yield the same.
const BATCH_SIZES: [usize; 4] = [1, 2, 7, 1_000];

/// Places, spread over a file, at which it is cut.
const CUTS: usize = 48;

/// Last bytes of a file at each of which it is cut as well: end marks stand there.
const CUTS_AT_END: usize = 24;

/// A name that no sample may use for a column or an option.
const NOWHERE: &str = "no such name anywhere";
const NOWHERE_EITHER: &str = "nor this one";

/// What a cut file of this form may give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The form tells its own end (containers, XML): a cut must give a fault, or all records.
    Marked,
    /// The form ends where its bytes end (lines of text): a cut may also give a prefix of the
    /// records, whose last record may differ.
    Open,
}

/// A sample for [`source`].
#[derive(Debug, Clone)]
pub struct SourceCase {
    /// What the sample shows; stands before every failure.
    pub name: &'static str,
    /// File name.
    pub file: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
    /// Options to read it with.
    pub options: Options,
    /// What a cut may give.
    pub ending: Ending,
    /// Records in it.
    pub records: usize,
}

/// Checks that a connector keeps the contract on these samples.
///
/// # Panics
///
/// With the list of all failures, where there is one.
#[track_caller]
pub fn source(connector: &dyn SourceConnector, cases: &[SourceCase]) {
    let failures = source_failures(connector, cases);
    assert!(
        failures.is_empty(),
        "source connector `{}` breaks the contract:\n- {}",
        connector.kind(),
        failures.join("\n- ")
    );
}

/// As [`source`], but returns the failures.
pub fn source_failures(connector: &dyn SourceConnector, cases: &[SourceCase]) -> Vec<String> {
    let mut failures = Vec::new();
    if cases.is_empty() {
        failures.push("no samples: nothing was checked".to_owned());
    }
    failures.extend(guarded("the connector itself", || checked_words(connector)));
    for case in cases {
        let trials: [(&str, Trial); 6] = [
            ("opened", opened),
            ("batches", batches),
            ("order", order),
            ("shape", shape),
            ("projections", projections),
            ("missing columns", missing),
        ];
        for (what, trial) in trials {
            let name = format!("{}, {what}", case.name);
            failures.extend(guarded(&name, || trial(connector, case)));
        }
        failures.extend(cuts(connector, case));
    }
    failures
}

type Trial = fn(&dyn SourceConnector, &SourceCase) -> Vec<String>;

/// Runs a trial; a panic becomes a failure.
fn guarded(name: &str, trial: impl FnOnce() -> Vec<String>) -> Vec<String> {
    match catch_unwind(AssertUnwindSafe(trial)) {
        Ok(failures) => failures
            .into_iter()
            .map(|failure| format!("{name}: {failure}"))
            .collect(),
        Err(panic) => {
            let words = panic
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| panic.downcast_ref::<&str>().copied())
                .unwrap_or("without words");
            vec![format!("{name}: panicked: {words}")]
        }
    }
}

fn checked_words(connector: &dyn SourceConnector) -> Vec<String> {
    let mut failures = Vec::new();
    if connector.kind().is_empty() {
        failures.push("its kind has no word".to_owned());
    }
    for extension in connector.extensions() {
        if extension.starts_with('.') || *extension != extension.to_lowercase() {
            failures.push(format!(
                "file ending `{extension}` is not lower case without a dot"
            ));
        }
    }
    let mut unknown = Options::default();
    let value = OptionValue::Text(String::new());
    unknown.0.insert(NOWHERE.to_owned(), value);
    if connector.check(&unknown).is_empty() {
        failures.push("an option that it does not know is accepted".to_owned());
    }
    for bytes in [&b""[..], &b"\x00"[..], &b"\xff\xfe\xfd"[..]] {
        // Any answer will do; a panic will not.
        drop(everything(
            connector,
            input("junk", bytes),
            &Options::default(),
        ));
    }
    failures
}

fn read_all(
    connector: &dyn SourceConnector,
    case: &SourceCase,
    size: usize,
) -> Result<(Drained, Projection), SourceFault> {
    let file = input(case.file, case.bytes.clone());
    let (source, projection) = everything(connector, file, &case.options)?;
    Ok((drain(source, &projection, size)?, projection))
}

/// The sample reads to its end, and its options are accepted.
fn opened(connector: &dyn SourceConnector, case: &SourceCase) -> Vec<String> {
    let mut failures = Vec::new();
    for fault in connector.check(&case.options) {
        failures.push(format!("an option of the sample is refused: {fault:?}"));
    }
    match read_all(connector, case, 1_000) {
        Err(fault) => failures.push(format!("cannot be read: {fault}")),
        Ok((drained, _)) => {
            if let Some(fault) = drained.ended_by {
                failures.push(format!("does not read to its end: {fault}"));
            }
            differ(
                &mut failures,
                "records",
                &drained.records.len(),
                &case.records,
            );
        }
    }
    failures
}

/// Any batch size yields the same; the tally is what was yielded.
fn batches(connector: &dyn SourceConnector, case: &SourceCase) -> Vec<String> {
    let mut failures = Vec::new();
    let Ok((whole, _)) = read_all(connector, case, 1_000) else {
        return failures; // told by `opened`
    };
    for size in BATCH_SIZES {
        match read_all(connector, case, size) {
            Err(fault) => failures.push(format!("batches of {size}: {fault}")),
            Ok((mut drained, _)) => {
                failures.append(&mut drained.breaches);
                let counted = (drained.tally.records, drained.tally.faults);
                let yielded = (
                    u64::try_from(drained.records.len()).unwrap_or(u64::MAX),
                    u64::try_from(drained.faults.len()).unwrap_or(u64::MAX),
                );
                let what = format!("batches of {size}: records and faults tallied");
                differ(&mut failures, &what, &counted, &yielded);
                if drained.records != whole.records || drained.faults != whole.faults {
                    failures.push(format!(
                        "batches of {size} yield other records than batches of 1000"
                    ));
                }
                differ(
                    &mut failures,
                    &format!("batches of {size}: tally"),
                    &drained.tally,
                    &whole.tally,
                );
            }
        }
    }
    failures
}

/// Ordinals run from 1 and strictly increase.
fn order(connector: &dyn SourceConnector, case: &SourceCase) -> Vec<String> {
    let mut failures = Vec::new();
    let Ok((drained, _)) = read_all(connector, case, 7) else {
        return failures;
    };
    let of_records: Vec<u64> = drained.records.iter().map(|y| y.record.ordinal).collect();
    let of_faults: Vec<u64> = drained.faults.iter().map(|fault| fault.ordinal).collect();
    for ordinals in [&of_records, &of_faults] {
        for pair in ordinals.windows(2) {
            if let [before, after] = pair
                && before >= after
            {
                failures.push(format!("ordinal {after} follows ordinal {before}"));
            }
        }
    }
    let mut all: Vec<u64> = of_records.iter().chain(&of_faults).copied().collect();
    all.sort_unstable();
    if let Some(first) = all.first() {
        differ(&mut failures, "first ordinal", first, &1);
    }
    let count = all.len();
    all.dedup();
    if all.len() != count {
        failures.push("a record and a record fault share an ordinal".to_owned());
    }
    failures
}

/// Layouts agree with the projection, records with their layout, and origins are well formed.
fn shape(connector: &dyn SourceConnector, case: &SourceCase) -> Vec<String> {
    let mut failures = Vec::new();
    let Ok((drained, projection)) = read_all(connector, case, 2) else {
        return failures;
    };
    let mut seen: Option<&Arc<Layout>> = None;
    for Yielded { layout, record } in &drained.records {
        if seen != Some(layout) {
            layout_agrees(&mut failures, layout, &projection, case.file);
            seen = Some(layout);
        }
        record_agrees(&mut failures, layout, record);
        origin_is_formed(&mut failures, layout, record, case.file);
    }
    for fault in &drained.faults {
        differ(
            &mut failures,
            "file of a record fault",
            &fault.origin.file(),
            &case.file,
        );
    }
    failures
}

fn layout_agrees(failures: &mut Vec<String>, layout: &Layout, projection: &Projection, file: &str) {
    differ(failures, "file of the layout", &&*layout.file, &file);
    differ(
        failures,
        "names of the layout",
        &layout.names,
        &projection.fields,
    );
    if !matches!(layout.kind, LayoutKind::Elements { .. }) {
        differ(
            failures,
            "columns of the layout",
            &layout.columns.len(),
            &layout.names.len(),
        );
    }
    differ(
        failures,
        "children of the layout",
        &layout.children.len(),
        &projection.children.len(),
    );
    for (child, wanted) in layout.children.iter().zip(&projection.children) {
        layout_agrees(failures, child, &wanted.projection, file);
    }
}

fn record_agrees(failures: &mut Vec<String>, layout: &Layout, record: &Record) {
    let ordinal = record.ordinal;
    if record.slots.len() > layout.names.len() {
        failures.push(format!(
            "record {ordinal} has more slots than its layout names"
        ));
    }
    if record.children.len() > layout.children.len() {
        failures.push(format!(
            "record {ordinal} has more nested parts than its layout"
        ));
    }
    for notice in &record.notices {
        let slot = notice.slot.and_then(|slot| usize::try_from(slot).ok());
        if slot.is_some_and(|slot| slot >= layout.names.len()) {
            failures.push(format!(
                "record {ordinal}: a notice concerns a slot that is not there"
            ));
        }
    }
    for (nested, child) in record.children.iter().zip(&layout.children) {
        for record in nested {
            record_agrees(failures, child, record);
        }
    }
}

fn origin_is_formed(failures: &mut Vec<String>, layout: &Layout, record: &Record, file: &str) {
    let of_slots = record.slots.iter().enumerate();
    let origins = of_slots
        .map(|(index, slot)| layout.origin(record.place, &[], Some(index), slot.line))
        .chain([layout.origin(record.place, &[], None, 0)]);
    for origin in origins {
        differ(failures, "file of an origin", &origin.file(), &file);
        let line = match &origin {
            Origin::Cell { row, .. } => *row,
            Origin::Line { line, .. } | Origin::Element { line, .. } => *line,
            Origin::File { .. } => 0,
        };
        if line == 0 {
            failures.push(format!(
                "record {} has the origin `{origin}`, without row or line",
                record.ordinal
            ));
        }
    }
}

/// A part of the fields yields the same values as all of them.
fn projections(connector: &dyn SourceConnector, case: &SourceCase) -> Vec<String> {
    let mut failures = Vec::new();
    let Ok((whole, all)) = read_all(connector, case, 1_000) else {
        return failures;
    };
    let count = all.fields.len();
    let picks: [Vec<usize>; 3] = [
        (0..count).rev().collect(),
        (0..count).step_by(2).collect(),
        (0..count).take(1).collect(),
    ];
    for pick in picks {
        let part = Projection {
            fields: (pick.iter().filter_map(|index| all.fields.get(*index)))
                .cloned()
                .collect(),
            children: all.children.clone(),
            ..Projection::default()
        };
        let file = input(case.file, case.bytes.clone());
        let drained = connector
            .open(file, &case.options)
            .and_then(|source| drain(source, &part, 7));
        match drained {
            Err(fault) => failures.push(format!("a projection of {:?}: {fault}", part.fields)),
            Ok(drained) => {
                if !same_picked(&whole, &drained, &pick) {
                    failures.push(format!(
                        "a projection of {:?} yields other records than one of everything",
                        part.fields
                    ));
                }
                differ(
                    &mut failures,
                    "tally of a projection",
                    &drained.tally,
                    &whole.tally,
                );
            }
        }
    }
    failures
}

fn same_picked(whole: &Drained, part: &Drained, pick: &[usize]) -> bool {
    whole.records.len() == part.records.len()
        && (whole.records.iter().zip(&part.records)).all(|(whole, part)| {
            let (whole, part) = (&whole.record, &part.record);
            whole.ordinal == part.ordinal
                && whole.place == part.place
                && whole.children == part.children
                && (pick.iter().enumerate())
                    .all(|(slot, from)| part.value(slot) == whole.value(*from))
        })
}

/// Columns that are not there are all named, in a fault of kind `Header`.
fn missing(connector: &dyn SourceConnector, case: &SourceCase) -> Vec<String> {
    let mut failures = Vec::new();
    let open = || connector.open(input(case.file, case.bytes.clone()), &case.options);
    let Ok(mut source) = open() else {
        return failures;
    };
    let Ok(Some(columns)) = source.columns() else {
        return failures; // no header: paths that match nothing are no fault
    };
    let mut fields: Vec<_> = columns.iter().map(|column| column.name.clone()).collect();
    fields.insert(0, Arc::from(NOWHERE));
    fields.push(Arc::from(NOWHERE_EITHER));
    let children = Vec::new();
    match source.read(&Projection {
        fields,
        children,
        ..Projection::default()
    }) {
        Ok(_) => failures.push("a projection of missing columns is accepted".to_owned()),
        Err(fault) => {
            differ(
                &mut failures,
                "kind of fault",
                &fault.kind,
                &SourceFaultKind::Header,
            );
            let words = format!("{fault} {}", fault.fix);
            for name in [NOWHERE, NOWHERE_EITHER] {
                if !words.contains(name) {
                    failures.push(format!("the fault does not name `{name}`: {words}"));
                }
            }
        }
    }
    failures
}

/// A cut file never panics, and never passes for a whole one with other records.
fn cuts(connector: &dyn SourceConnector, case: &SourceCase) -> Vec<String> {
    let Ok((whole, projection)) = read_all(connector, case, 1_000) else {
        return Vec::new();
    };
    let length = case.bytes.len();
    let spread = (0..CUTS).map(|step| length * step / CUTS);
    let at_end = length.saturating_sub(CUTS_AT_END)..length;
    let mut failures = Vec::new();
    for cut in spread.chain(at_end) {
        let bytes: Vec<u8> = case.bytes.iter().take(cut).copied().collect();
        let name = format!("{}, cut after {cut} of {length} bytes", case.name);
        failures.extend(guarded(&name, || {
            let read = connector
                .open(input(case.file, bytes), &case.options)
                .and_then(|source| drain(source, &projection, 7));
            match read {
                Ok(drained) if drained.whole() && !allowed(&whole, &drained, case.ending) => {
                    vec![format!(
                        "reads to its end with {} of {} records, or with other ones",
                        drained.records.len(),
                        whole.records.len()
                    )]
                }
                _ => Vec::new(),
            }
        }));
    }
    failures
}

fn allowed(whole: &Drained, cut: &Drained, ending: Ending) -> bool {
    match ending {
        Ending::Marked => whole.records == cut.records && whole.faults == cut.faults,
        Ending::Open => {
            let sure = cut.records.len().saturating_sub(1);
            cut.records.len() <= whole.records.len()
                && (cut.records.iter().zip(&whole.records).take(sure))
                    .all(|(cut, whole)| cut == whole)
        }
    }
}

fn differ<T: PartialEq + Debug>(failures: &mut Vec<String>, what: &str, found: &T, expected: &T) {
    if found != expected {
        failures.push(format!("{what}: found {found:?}, expected {expected:?}"));
    }
}
