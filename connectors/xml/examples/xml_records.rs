//! Prints the records of an XML file as JSON lines, for a look at what the source reads:
//! `cargo run -p landbridge-xml --example xml_records -- FILE [RECORD-PATH] [prefix=uri …]`.
//! Without a record path it lists candidates.

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
    Batch, Fields, Flow, Input, OptionValue, Options, Projection, Record, Scratch, SourceConnector,
    Value,
};
use landbridge_xml::XmlConnector;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("a file is needed")?;
    let mut options = BTreeMap::new();
    let records = arguments.next();
    if let Some(records) = &records {
        options.insert("records".to_owned(), OptionValue::Text(records.clone()));
    }
    let spaces: BTreeMap<String, OptionValue> = arguments
        .filter_map(|argument| {
            let (prefix, uri) = argument.split_once('=')?;
            Some((prefix.to_owned(), OptionValue::Text(uri.to_owned())))
        })
        .collect();
    options.insert("namespaces".to_owned(), OptionValue::Map(spaces));
    let input = Input {
        file: Arc::from(path.as_str()),
        bytes: Box::new(File::open(&path)?),
        scratch: Scratch::default(),
    };
    let mut source = XmlConnector.open(input, &Options(options))?;
    for (what, found) in source.detected() {
        eprintln!("{what}: {found}");
    }
    for part in source.parts()? {
        eprintln!("{}: {}", part.name, part.note);
    }
    if records.is_none() {
        return Ok(());
    }
    let everything = source.everything()?;
    let mut reader = source.read(&everything)?;
    let layout = reader.layout();
    let mut batch = Batch::default();
    loop {
        let flow = reader.next_batch(&mut batch, 1000)?;
        for fault in &batch.faults {
            eprintln!("fault {}: found {}", fault.origin, fault.found);
        }
        for record in &batch.records {
            let origin = layout.origin(record.place, &[], None, 0).to_string();
            let mut fields = vec![(Arc::from("origin"), Value::text(origin))];
            fields.extend(named(record, &everything));
            let mut json = Vec::new();
            write_fields(&fields, &mut json);
            println!("{}", String::from_utf8_lossy(&json));
        }
        if flow == Flow::End {
            break;
        }
    }
    eprintln!("{:?}", reader.tally());
    Ok(())
}

fn named(record: &Record, projection: &Projection) -> Fields {
    let names = projection.fields.iter().cloned();
    let values = record.slots.iter().map(|slot| slot.value.clone());
    let mut fields: Fields = names.zip(values).collect();
    for (child, records) in projection.children.iter().zip(&record.children) {
        let list = records
            .iter()
            .map(|inner| Value::Record(named(inner, &child.projection)));
        fields.push((Arc::clone(&child.path), Value::List(list.collect())));
    }
    fields
}
