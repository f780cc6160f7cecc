//! Measures the source against a bare event loop of `quick-xml` over the same file:
//! `cargo run --release -p landbridge-xml --example xml_speed -- [RECORDS] [FILE] [ROUNDS]`.
//!
//! Writes a file of records with twenty fields and a nested address where it is not there,
//! reads it five times each way, alternating, and prints the medians, their ratio and the most
//! memory that each needed. No rounds tell the memory alone.

#![expect(clippy::print_stdout, reason = "an example prints")]

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;
use std::io::{BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use landbridge_contract::{
    Batch, ChildProjection, Flow, Input, OptionValue, Options, Projection, SourceConnector, Value,
};
use landbridge_xml::XmlConnector;
use quick_xml::Reader;
use quick_xml::events::Event;

const ROUNDS: usize = 5;

const FIELDS: [&str; 20] = [
    "Number",
    "Name",
    "TaxNumber",
    "Country",
    "Currency",
    "Terms",
    "Account",
    "BankName",
    "Contact",
    "Email",
    "Phone",
    "Created",
    "Changed",
    "By",
    "Balance",
    "Limit",
    "Category",
    "Status",
    "Region",
    "Note",
];

const ADDRESS: [&str; 4] = ["Street", "City", "Zip", "Country"];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let records: u64 = arguments
        .next()
        .map_or(Ok(1_000_000), |text| text.parse())?;
    let path = arguments.next().map_or_else(
        || std::env::temp_dir().join(format!("landbridge-xml-{records}.xml")),
        PathBuf::from,
    );
    let rounds: usize = arguments.next().map_or(Ok(ROUNDS), |text| text.parse())?;
    if !path.exists() {
        write(&path, records)?;
    }
    let bytes = std::fs::metadata(&path)?.len();
    println!("{} records, {} MB", records, bytes / 1_000_000);
    forget_peak()?;
    let (count, values) = connector(&path)?;
    println!(
        "source: {count} records, {values} values, peak {} kB",
        peak_kb()?
    );
    forget_peak()?;
    let events = bare(&path)?;
    println!("bare loop: {events} events, peak {} kB", peak_kb()?);
    if rounds == 0 {
        return Ok(());
    }
    let (mut bare_times, mut source_times) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        bare_times.push(timed(|| bare(&path).map(|_| ()))?);
        source_times.push(timed(|| connector(&path).map(|_| ()))?);
    }
    for (what, which) in [("wall", 0), ("processor", 1)] {
        let of = |times: &[[Duration; 2]]| {
            median(
                times
                    .iter()
                    .filter_map(|both| both.get(which).copied())
                    .collect(),
            )
        };
        let (bare, source) = (of(&bare_times), of(&source_times));
        let percent = source.as_millis() * 100 / bare.as_millis().max(1);
        println!("{what}: bare loop {bare:.2?}, source {source:.2?}, ratio {percent} %");
    }
    Ok(())
}

/// Wall time and time of processors, the latter as steady as a shared machine allows.
fn timed(
    work: impl FnOnce() -> Result<(), Box<dyn Error>>,
) -> Result<[Duration; 2], Box<dyn Error>> {
    let (begin, before) = (Instant::now(), processor()?);
    work()?;
    Ok([begin.elapsed(), processor()?.saturating_sub(before)])
}

/// Time that processors spent on this process, as Linux tells it in hundredths of a second.
fn processor() -> Result<Duration, Box<dyn Error>> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let (_, after) = stat.rsplit_once(')').ok_or("no name of the process")?;
    let fields = after.split_whitespace().skip(11).take(2);
    let ticks = fields.map(str::parse::<u64>).sum::<Result<u64, _>>()?;
    Ok(Duration::from_millis(ticks * 10))
}

fn write(path: &Path, records: u64) -> Result<(), Box<dyn Error>> {
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Vendors>")?;
    for number in 1..=records {
        write!(out, "  <Vendor id=\"{number}\">")?;
        for (index, field) in FIELDS.iter().enumerate() {
            let index = u64::try_from(index)?;
            let value = (number * 7919 + index * 104_729) % 1_000_003;
            match index % 4 {
                0 => write!(out, "<{field}>{value}</{field}>")?,
                1 => write!(out, "<{field}>Value {value}</{field}>")?,
                2 => write!(out, "<{field}>{}.{:02}</{field}>", value, number % 100)?,
                _ => write!(out, "<{field}>AB{}</{field}>", value % 100)?,
            }
        }
        writeln!(out, "\n    <Address>")?;
        for field in ADDRESS {
            let value = (number * 31) % 9973;
            writeln!(out, "      <{field}>Road {value}</{field}>")?;
        }
        writeln!(out, "    </Address>\n  </Vendor>")?;
    }
    writeln!(out, "</Vendors>")?;
    out.flush()?;
    Ok(())
}

fn bare(path: &Path) -> Result<u64, Box<dyn Error>> {
    let mut reader = Reader::from_reader(BufReader::with_capacity(256 * 1024, File::open(path)?));
    let mut buffer = Vec::new();
    let mut events = 0;
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer)? {
            Event::Eof => return Ok(events),
            _ => events += 1,
        }
    }
}

/// Reads all records with their values and places; gives their numbers.
fn connector(path: &Path) -> Result<(u64, u64), Box<dyn Error>> {
    let input = Input {
        file: Arc::from("vendors.xml"),
        bytes: Box::new(File::open(path)?),
        scratch: landbridge_contract::Scratch::default(),
    };
    let mut options = BTreeMap::new();
    let text = OptionValue::Text("/Vendors/Vendor".to_owned());
    options.insert("records".to_owned(), text);
    let source = XmlConnector.open(input, &Options(options))?;
    let fields = |names: &[&str]| names.iter().map(|name| Arc::from(*name)).collect();
    let mut projection = Projection {
        fields: fields(&FIELDS),
        ..Projection::default()
    };
    projection.fields.push(Arc::from("@id"));
    projection.children.push(ChildProjection {
        path: Arc::from("Address"),
        projection: Projection {
            fields: fields(&ADDRESS),
            ..Projection::default()
        },
    });
    let mut reader = source.read(&projection)?;
    let mut batch = Batch::default();
    let (mut records, mut values, mut lines) = (0_u64, 0_u64, 0_u64);
    loop {
        let flow = reader.next_batch(&mut batch, 1000)?;
        for record in &batch.records {
            records += 1;
            lines = lines.max(record.place.line);
            let nested = record.children.iter().flatten();
            for record in nested.chain(std::iter::once(record)) {
                values += u64::try_from(
                    record
                        .slots
                        .iter()
                        .filter(|slot| slot.value != Value::Null)
                        .count(),
                )?;
            }
        }
        if flow == Flow::End {
            assert!(records <= lines, "every record has a line of its own");
            return Ok((records, values));
        }
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// Has Linux forget the most memory that the process held so far.
fn forget_peak() -> Result<(), Box<dyn Error>> {
    Ok(std::fs::write("/proc/self/clear_refs", "5")?)
}

/// The most memory that the process held, in kB, as Linux tells it.
fn peak_kb() -> Result<String, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    Ok(line
        .unwrap_or("unknown")
        .trim()
        .trim_end_matches(" kB")
        .to_owned())
}
