//! One input after the other into one reader, in a process that may die of it.

use std::io::{Cursor, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use landbridge_contract::{Batch, Flow, Input, OptionValue, Scratch, SourceFault};

use crate::arguments::Arguments;
use crate::mutate::mutate;
use crate::package::{Parts, mutate_package, unpack};
use crate::prng::Prng;
use crate::readers::{self, Reader};
use crate::{Outcome, say, watch};

/// Memory that an input may make its reader take, in KiB.
pub(crate) const PEAK_KIB_MAX: u64 = 512 * 1_024;
/// Records read of an input at most: more than any input can hold honestly.
const RECORDS_MAX: u64 = 2_000_000;
/// Records in a batch; small, so that buffers are used again.
const BATCH: usize = 64;

static PANICKED: AtomicBool = AtomicBool::new(false);

/// What inputs of a reader are made from.
struct Seeds {
    plain: Vec<Vec<u8>>,
    packed: Vec<Parts>,
}

impl Seeds {
    fn of(reader: &Reader) -> Self {
        let plain = (reader.seeds)();
        let packed = plain.iter().filter_map(|seed| unpack(seed)).collect();
        Self { plain, packed }
    }

    fn input(&self, reader: &Reader, prng: &mut Prng) -> Vec<u8> {
        if let Some(parts) = prng.one_of(&self.packed) {
            return mutate_package(parts, reader.words, prng);
        }
        let mut bytes = prng.one_of(&self.plain).cloned().unwrap_or_default();
        let other = prng.one_of(&self.plain).cloned().unwrap_or_default();
        mutate(&mut bytes, reader.words, &other, prng);
        bytes
    }
}

/// Feeds a reader from an input on. Says the number of each before it, and `! number what` after
/// one that did what it must not.
pub(crate) fn serve(arguments: &Arguments, from: u64) -> Result<(), Box<dyn std::error::Error>> {
    watch::limit()?;
    std::panic::set_hook(Box::new(|panic| {
        PANICKED.store(true, Ordering::SeqCst);
        drop(writeln!(std::io::stderr(), "{panic}"));
    }));
    for reader in readers::chosen(arguments)? {
        let seeds = Seeds::of(reader);
        for number in from..arguments.inputs {
            say(&number.to_string());
            if let Some(what) = one(reader, &seeds, arguments.seed, number) {
                say(&format!("! {number} {what}"));
            }
        }
    }
    Ok(())
}

/// One input again, for whoever mends the reader.
pub(crate) fn again(arguments: &Arguments, number: u64) -> Outcome {
    let mut failed = 0;
    for reader in readers::chosen(arguments)? {
        let seeds = Seeds::of(reader);
        let mut prng = Prng::of(arguments.seed, reader.name, number);
        let bytes = seeds.input(reader, &mut prng);
        let path = format!(
            "{}-{}-{number}.{}",
            reader.name, arguments.seed, reader.ending
        );
        std::fs::write(&path, &bytes)?;
        let options = prng.one_of(reader.options);
        say(&format!(
            "{path}: {} bytes, options {options:?}",
            bytes.len()
        ));
        let what = one(reader, &seeds, arguments.seed, number);
        say(what.as_deref().unwrap_or("nothing that it must not do"));
        failed += u64::from(what.is_some());
    }
    Ok(failed)
}

/// What an input did that it must not.
fn one(reader: &Reader, seeds: &Seeds, seed: u64, number: u64) -> Option<String> {
    let mut prng = Prng::of(seed, reader.name, number);
    let bytes = seeds.input(reader, &mut prng);
    let options = prng.one_of(reader.options).copied().unwrap_or_default();
    watch::forget_peak();
    let read = catch_unwind(AssertUnwindSafe(|| read(reader, bytes, options)));
    if read.is_err() || PANICKED.swap(false, Ordering::SeqCst) {
        return Some("a panic".to_owned());
    }
    let peak = watch::peak_kib(std::process::id());
    if peak > PEAK_KIB_MAX {
        return Some(format!("{} MB of memory", peak / 1_024));
    }
    match read {
        Ok(Ok(records)) if records >= RECORDS_MAX => Some("records without end".to_owned()),
        _ => None,
    }
}

/// Reads an input as the engine does: all of it, or up to the fault. A fault is as good as records.
fn read(reader: &Reader, mut bytes: Vec<u8>, stated: &str) -> Result<u64, SourceFault> {
    let mut options = readers::options(stated);
    if let Some((name, file)) = reader.beside {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        options.0.insert(name.to_owned(), OptionValue::Text(text));
        bytes = file.to_vec();
    }
    if !reader.connector.check(&options).is_empty() {
        return Ok(0);
    }
    let input = Input {
        file: Arc::from(format!("input.{}", reader.ending)),
        bytes: Box::new(Cursor::new(bytes)),
        scratch: Scratch::default(),
    };
    let mut source = reader.connector.open(input, &options)?;
    source.parts()?;
    source.columns()?;
    let mut projection = source.everything()?;
    projection.shown = true;
    let mut records = source.read(&projection)?;
    let mut batch = Batch::default();
    let mut count = 0;
    loop {
        let flow = records.next_batch(&mut batch, BATCH)?;
        let layout = records.layout();
        // Origins are made of every first and last record: they must never fail either.
        for record in batch
            .records
            .first()
            .into_iter()
            .chain(batch.records.last())
        {
            drop(layout.origin(record.place, &[], Some(0), 0).to_string());
        }
        count += batch.records.len() as u64;
        if flow == Flow::End || count >= RECORDS_MAX {
            return Ok(count);
        }
    }
}
