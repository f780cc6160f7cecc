//! Prints the records of a delimited file as JSON lines, for a look at what the source reads:
//! `cargo run -p landbridge-delimited --example delimited_records -- FILE [option=value …] [--count]`.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "an example prints"
)]

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;
use std::sync::Arc;

use landbridge_contract::json::write_fields;
use landbridge_contract::{
    Batch, Flow, Input, OptionValue, Options, Scratch, SourceConnector, Value,
};
use landbridge_delimited::DelimitedConnector;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("a file is needed")?;
    let mut options = BTreeMap::new();
    let mut count_only = false;
    for argument in arguments {
        match argument.split_once('=') {
            Some((name, value)) => {
                let value = value.parse().map_or_else(
                    |_| OptionValue::Text(value.to_owned()),
                    OptionValue::Integer,
                );
                options.insert(name.to_owned(), value);
            }
            None => count_only = argument == "--count",
        }
    }
    let input = Input {
        file: Arc::from(path.as_str()),
        bytes: Box::new(File::open(&path)?),
        scratch: Scratch::default(),
    };
    let mut source = DelimitedConnector.open(input, &Options(options))?;
    for (what, found) in source.detected() {
        eprintln!("{what}: {found}");
    }
    let everything = source.everything()?;
    let mut reader = source.read(&everything)?;
    let mut batch = Batch::default();
    loop {
        let flow = reader.next_batch(&mut batch, 1000)?;
        for fault in &batch.faults {
            eprintln!(
                "fault {}: found {}, expected {}",
                fault.origin, fault.found, fault.expected
            );
        }
        for record in batch.records.iter().filter(|_| !count_only) {
            let names = everything.fields.iter().cloned();
            let mut fields = vec![(
                Arc::from("line"),
                Value::Text(record.place.line.to_string().into()),
            )];
            fields.extend(names.zip(record.slots.iter().map(|slot| slot.value.clone())));
            let mut json = Vec::new();
            write_fields(&fields, &mut json);
            println!("{}", String::from_utf8_lossy(&json));
        }
        for notice in batch.records.iter().flat_map(|record| &record.notices) {
            eprintln!("{notice:?}");
        }
        if flow == Flow::End {
            break;
        }
    }
    eprintln!("{:?}", reader.tally());
    Ok(())
}
