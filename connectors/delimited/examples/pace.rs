//! Measures how fast a large file is read into records, beside the `csv` crate reading the same
//! bytes: `cargo run --release -p landbridge-delimited --example pace -- [RECORDS]`.
//!
//! Writes the file into the folder for temporary files and takes the median of five of each.

#![expect(clippy::print_stdout, reason = "an example prints")]

use std::error::Error;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use landbridge_contract::{Batch, Flow, Input, Options, SourceConnector};
use landbridge_delimited::DelimitedConnector;

const COLUMNS: u32 = 20;
const RUNS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let records: u32 = std::env::args()
        .nth(1)
        .map_or(Ok(1_000_000), |n| n.parse())?;
    let path = std::env::temp_dir().join("landbridge-pace.csv");
    write(&path, records)?;
    let bytes = fs::metadata(&path)?.len();
    println!("{records} x {COLUMNS}, {bytes} bytes");
    let theirs = median(|| with_csv(&path))?;
    let ours = median(|| with_landbridge(&path))?;
    let ratio = ours.as_micros() * 100 / theirs.as_micros().max(1);
    println!("csv byte records    {theirs:?}");
    println!(
        "landbridge records  {ours:?} ({}.{:02} x)",
        ratio / 100,
        ratio % 100
    );
    if let Ok(status) = fs::read_to_string("/proc/self/status") {
        let peak = status.lines().find(|line| line.starts_with("VmHWM"));
        println!("{}", peak.unwrap_or_default());
    }
    fs::remove_file(&path)?;
    Ok(())
}

fn write(path: &Path, records: u32) -> Result<(), Box<dyn Error>> {
    let mut out = BufWriter::new(File::create(path)?);
    let names: Vec<String> = (1..=COLUMNS).map(|n| format!("Column {n}")).collect();
    writeln!(out, "{}", names.join(","))?;
    let mut line = String::new();
    for record in 0..records {
        line.clear();
        for column in 0..COLUMNS {
            let mixed = record.wrapping_mul(2_654_435_761).wrapping_add(column);
            match column % 4 {
                0 => write!(line, "{record:07},")?,
                1 => write!(line, "Vendor {},", mixed % 1000)?,
                2 => write!(line, "{}.{:02},", mixed % 100_000, mixed % 100)?,
                _ => write!(line, "2019-{:02}-{:02},", 1 + mixed % 12, 1 + mixed % 28)?,
            }
        }
        line.pop();
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    Ok(())
}

fn median(run: impl Fn() -> Result<Duration, Box<dyn Error>>) -> Result<Duration, Box<dyn Error>> {
    let mut times = Vec::new();
    for _ in 0..RUNS {
        times.push(run()?);
    }
    times.sort_unstable();
    Ok(times.get(RUNS / 2).copied().unwrap_or_default())
}

fn with_csv(path: &Path) -> Result<Duration, Box<dyn Error>> {
    let start = Instant::now();
    let mut reader = csv::Reader::from_path(path)?;
    let mut record = csv::ByteRecord::new();
    let mut fields = 0;
    while reader.read_byte_record(&mut record)? {
        fields += record.len();
    }
    std::hint::black_box(fields);
    Ok(start.elapsed())
}

fn with_landbridge(path: &Path) -> Result<Duration, Box<dyn Error>> {
    let start = Instant::now();
    let input = Input {
        file: Arc::from("pace.csv"),
        bytes: Box::new(File::open(path)?),
        scratch: landbridge_contract::Scratch::default(),
    };
    let mut source = DelimitedConnector.open(input, &Options::default())?;
    let everything = source.everything()?;
    let mut reader = source.read(&everything)?;
    let mut batch = Batch::default();
    let mut slots = 0;
    loop {
        let flow = reader.next_batch(&mut batch, 1024)?;
        slots += batch
            .records
            .iter()
            .map(|record| record.slots.len())
            .sum::<usize>();
        if flow == Flow::End {
            break;
        }
    }
    std::hint::black_box(slots);
    Ok(start.elapsed())
}
