//! Help for tests of connectors: inputs from bytes, options from JSON, draining a source.

use std::fmt::Write as _;
use std::io::Cursor;
use std::sync::Arc;

use landbridge_contract::{
    Batch, Flow, Input, Layout, OptionValue, Options, Projection, Record, RecordFault, Scratch,
    Source, SourceConnector, SourceFault, Tally,
};
use sha2::{Digest as _, Sha256};

/// Batches in a row that may be empty though more are announced; beyond it the reader hangs.
const EMPTY_BATCHES_MAX: u32 = 10_000;

/// Makes an input of bytes in memory, under the file name that origins will carry.
pub fn input(file: &str, bytes: impl Into<Vec<u8>>) -> Input {
    Input {
        file: Arc::from(file),
        bytes: Box::new(Cursor::new(bytes.into())),
        scratch: Scratch::default(),
    }
}

/// Makes options of a JSON object, as a mapping would state them.
///
/// # Panics
///
/// Where the JSON is no object: a test stated nonsense.
pub fn options(json: &serde_json::Value) -> Options {
    match OptionValue::from_json(json) {
        Some(OptionValue::Map(map)) => Options(map),
        None => Options::default(),
        other => panic!("options are an object, not {other:?}"),
    }
}

/// Makes a projection of columns or paths, without nested parts.
pub fn projection<'a>(fields: impl IntoIterator<Item = &'a str>) -> Projection {
    Projection {
        fields: fields.into_iter().map(Arc::from).collect(),
        children: Vec::new(),
        ..Projection::default()
    }
}

/// The SHA-256 of bytes in hexadecimal digits, as facts about public files state it.
pub fn sha256(bytes: &[u8]) -> String {
    let mut digits = String::new();
    for byte in Sha256::digest(bytes) {
        write!(digits, "{byte:02x}").expect("writing to memory does not fail");
    }
    digits
}

/// The keys of a JSON object that are not among those that a test reads.
pub fn unknown_keys<'j>(object: &'j serde_json::Value, known: &[&str]) -> Vec<&'j str> {
    let keys = object
        .as_object()
        .into_iter()
        .flat_map(|object| object.keys());
    let keys = keys.map(String::as_str);
    keys.filter(|key| !known.contains(key)).collect()
}

/// A record together with the layout that held when it was yielded.
#[derive(Debug, Clone, PartialEq)]
pub struct Yielded {
    /// The layout of its batch.
    pub layout: Arc<Layout>,
    /// The record.
    pub record: Record,
}

/// All that a source yielded.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Drained {
    /// Records in order.
    pub records: Vec<Yielded>,
    /// Records that could not be read, in order.
    pub faults: Vec<RecordFault>,
    /// The reader's own count at the end.
    pub tally: Tally,
    /// The fault that ended the stream, if one did.
    pub ended_by: Option<SourceFault>,
    /// What was wrong with the batches themselves, in words.
    pub breaches: Vec<String>,
}

impl Drained {
    /// True where the stream came to its end.
    pub fn whole(&self) -> bool {
        self.ended_by.is_none()
    }
}

/// Opens a file and binds a projection of everything.
pub fn everything(
    connector: &dyn SourceConnector,
    file: Input,
    options: &Options,
) -> Result<(Box<dyn Source>, Projection), SourceFault> {
    let mut source = connector.open(file, options)?;
    let projection = source.everything()?;
    Ok((source, projection))
}

/// Opens a file and collects everything in it.
pub fn collect(
    connector: &dyn SourceConnector,
    file: Input,
    options: &Options,
) -> Result<Drained, SourceFault> {
    let (source, projection) = everything(connector, file, options)?;
    drain(source, &projection, 1_000)
}

/// Draws all batches of a source. A fault of the stream ends up in [`Drained::ended_by`], with
/// the records before it; the error is a fault of [`Source::read`].
pub fn drain(
    source: Box<dyn Source>,
    projection: &Projection,
    records_max: usize,
) -> Result<Drained, SourceFault> {
    let mut reader = source.read(projection)?;
    let mut drained = Drained::default();
    let mut batch = Batch::default();
    let mut empty = 0;
    loop {
        let flow = reader.next_batch(&mut batch, records_max);
        let layout = reader.layout();
        let size = batch.records.len() + batch.faults.len();
        if size > records_max {
            drained.breaches.push(format!(
                "a batch holds {size} records and faults where at most {records_max} were asked for"
            ));
        }
        let records = batch.records.drain(..);
        drained.records.extend(records.map(|record| Yielded {
            layout: Arc::clone(&layout),
            record,
        }));
        drained.faults.append(&mut batch.faults);
        drained.tally = reader.tally();
        empty = if size == 0 { empty + 1 } else { 0 };
        match flow {
            Ok(Flow::End) => return Ok(drained),
            Ok(Flow::More) if empty > EMPTY_BATCHES_MAX => {
                let breach = format!("{empty} empty batches in a row");
                drained.breaches.push(breach);
                return Ok(drained);
            }
            Ok(Flow::More) => {}
            Err(fault) => {
                drained.ended_by = Some(fault);
                return Ok(drained);
            }
        }
    }
}
