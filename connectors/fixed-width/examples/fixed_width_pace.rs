//! Measures how fast a large fixed-width file is read into records:
//! `cargo run --release -p landbridge-fixed-width --example fixed_width_pace -- [RECORDS]`.
//!
//! Writes the file into the folder for temporary files and takes the median of five.

#![expect(clippy::print_stdout, reason = "an example prints")]

use std::error::Error;
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use landbridge_contract::{Batch, Flow, Input, OptionValue, Options, SourceConnector};
use landbridge_fixed_width::FixedWidthConnector;

const COLUMNS: u32 = 20;
const WIDTH: u32 = 10;
const RUNS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let records: u32 = std::env::args()
        .nth(1)
        .map_or(Ok(1_000_000), |n| n.parse())?;
    let path = std::env::temp_dir().join("landbridge-pace.dat");
    write(&path, records)?;
    let bytes = fs::metadata(&path)?.len();
    println!("{records} x {COLUMNS}, {bytes} bytes");
    let mut times = Vec::new();
    for _ in 0..RUNS {
        times.push(read(&path)?);
    }
    times.sort_unstable();
    println!("landbridge records  {:?}", times.get(RUNS / 2));
    if let Ok(status) = fs::read_to_string("/proc/self/status") {
        let peak = status.lines().find(|line| line.starts_with("VmHWM"));
        println!("{}", peak.unwrap_or_default());
    }
    fs::remove_file(&path)?;
    Ok(())
}

fn write(path: &Path, records: u32) -> Result<(), Box<dyn Error>> {
    let mut out = BufWriter::new(File::create(path)?);
    for record in 0..records {
        for column in 0..COLUMNS {
            let mixed = record.wrapping_mul(2_654_435_761).wrapping_add(column);
            match column % 4 {
                0 => write!(out, "{record:010}")?,
                1 => write!(out, "Vendor {:<3}", mixed % 1000)?,
                2 => write!(out, "{:>10}", mixed % 10_000_000)?,
                _ => write!(out, "2019{:02}{:02}  ", 1 + mixed % 12, 1 + mixed % 28)?,
            }
        }
        writeln!(out)?;
    }
    out.flush()?;
    Ok(())
}

/// Twenty fields: half text, a quarter numbers with two decimals, a quarter dates.
fn options() -> Options {
    let fields = (0..COLUMNS).map(|column| {
        let mut parts = vec![
            ("name", OptionValue::Text(format!("Field {}", column + 1))),
            ("from", OptionValue::Integer(i64::from(column * WIDTH + 1))),
            ("length", OptionValue::Integer(i64::from(WIDTH))),
        ];
        match column % 4 {
            2 => {
                parts.push(("kind", OptionValue::Text("number".to_owned())));
                parts.push(("decimals", OptionValue::Integer(2)));
            }
            3 => parts.push(("kind", OptionValue::Text("date".to_owned()))),
            _ => {}
        }
        let parts = parts
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value));
        OptionValue::Map(parts.collect())
    });
    let layout = OptionValue::List(fields.collect());
    Options([("layout".to_owned(), layout)].into())
}

fn read(path: &Path) -> Result<Duration, Box<dyn Error>> {
    let start = Instant::now();
    let input = Input {
        file: Arc::from("pace.dat"),
        bytes: Box::new(File::open(path)?),
        scratch: landbridge_contract::Scratch::default(),
    };
    let mut source = FixedWidthConnector.open(input, &options())?;
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
        if let Some(fault) = batch.faults.first() {
            return Err(fault.found.clone().into());
        }
        if flow == Flow::End {
            break;
        }
    }
    std::hint::black_box(slots);
    Ok(start.elapsed())
}
