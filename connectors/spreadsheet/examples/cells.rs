//! Prints a workbook as JSON lines: what was detected, the sheets, then each record with its
//! origin.
//!
//! `cells FILE [name=value …]`, where the names are those of the connector's options.

#![expect(clippy::print_stdout, reason = "printing is what an example is for")]

use std::fs::File;
use std::process::ExitCode;
use std::sync::Arc;

use landbridge_contract::{
    Batch, Flow, Input, Layout, OptionValue, Options, Record, Scratch, SourceConnector as _,
    SourceFault, Value,
};
use landbridge_spreadsheet::Spreadsheet;

/// Records drawn at a time.
const RECORDS: usize = 1_000;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(path) = arguments.next() else {
        println!("usage: cells FILE [name=value ...]");
        return ExitCode::from(2);
    };
    let mut options = Options::default();
    for argument in arguments {
        let (name, value) = argument.split_once('=').unwrap_or((&argument, ""));
        let value = match (value, value.parse()) {
            ("true" | "false", _) => OptionValue::Bool(value == "true"),
            (_, Ok(number)) => OptionValue::Integer(number),
            (_, Err(_)) => OptionValue::Text(value.to_owned()),
        };
        options.0.insert(name.to_owned(), value);
    }
    let bytes = match File::open(&path) {
        Ok(file) => Box::new(file),
        Err(error) => {
            println!("{{\"error\":{}}}", quoted(&error.to_string()));
            return ExitCode::FAILURE;
        }
    };
    let file = Arc::from(path.as_str());
    let scratch = Scratch::default();
    match print(
        Input {
            file,
            bytes,
            scratch,
        },
        &options,
    ) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            let words = quoted(&format!("{fault}; {}", fault.fix));
            println!("{{\"fault\":\"{:?}\",\"error\":{words}}}", fault.kind);
            ExitCode::FAILURE
        }
    }
}

fn print(input: Input, options: &Options) -> Result<(), SourceFault> {
    let mut source = Spreadsheet.open(input, options)?;
    for (what, found) in source.detected() {
        println!(
            "{{\"detected\":{},\"found\":{}}}",
            quoted(what),
            quoted(&found)
        );
    }
    for part in source.parts()? {
        println!(
            "{{\"sheet\":{},\"note\":{}}}",
            quoted(&part.name),
            quoted(&part.note)
        );
    }
    let projection = source.everything()?;
    let mut reader = source.read(&projection)?;
    let mut batch = Batch::default();
    loop {
        let flow = reader.next_batch(&mut batch, RECORDS)?;
        let layout = reader.layout();
        for record in &batch.records {
            println!("{}", line(&layout, record));
        }
        if flow == Flow::End {
            let tally = reader.tally();
            println!(
                "{{\"records\":{},\"blank\":{}}}",
                tally.records, tally.blank
            );
            return Ok(());
        }
    }
}

fn line(layout: &Layout, record: &Record) -> String {
    let values = layout.names.iter().enumerate().map(|(slot, name)| {
        let value = record.value(slot);
        format!("{}:{{\"{}\":{}}}", quoted(name), value.kind(), json(value))
    });
    let notices = record.notices.iter().map(|notice| {
        let origin = layout.origin(
            record.place,
            &[],
            notice.slot.and_then(|slot| usize::try_from(slot).ok()),
            0,
        );
        quoted(&format!("{origin}: {:?} {}", notice.kind, notice.found))
    });
    format!(
        "{{\"origin\":{},\"values\":{{{}}},\"notices\":[{}]}}",
        quoted(&layout.origin(record.place, &[], None, 0).to_string()),
        values.collect::<Vec<_>>().join(","),
        notices.collect::<Vec<_>>().join(","),
    )
}

fn json(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) | Value::Integer(_) => value.to_string(),
        _ => quoted(&value.to_string()),
    }
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            control if control < ' ' => {
                let code = format!("\\u{:04x}", u32::from(control));
                quoted += &code;
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}
