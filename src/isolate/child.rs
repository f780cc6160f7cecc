//! The child's side: opens one file under limits and answers until nobody asks any more.

use std::fs::File;
use std::io::{Read, Write};
use std::sync::Arc;

use landbridge_contract::{Batch, Input, Layout, RecordReader, Source, SourceFault};

use super::limits;
use super::wire::{self, Ask, Broken, Drawn, Opening};
use crate::registry;

/// Serves one file over these pipes. Returns when the parent has gone.
pub(crate) fn serve(mut from: impl Read, mut to: impl Write) -> Result<(), String> {
    // What a library prints when it gives up helps nobody: the parent says what happened.
    std::panic::set_hook(Box::new(|_| {}));
    let opening: Opening = wire::receive(&mut from).map_err(|error| error.to_string())?;
    let bytes = File::open(&opening.path).map_err(|error| error.to_string())?;
    let size = bytes.metadata().map_or(0, |metadata| metadata.len());
    limits::apply(size).map_err(|error| error.to_string())?;
    let connector = registry::source(&opening.kind).ok_or("no such connector")?;
    let input = Input {
        file: Arc::from(opening.file),
        bytes: Box::new(bytes),
        scratch: super::scratch(),
    };
    let opened = connector.open(input, &opening.options);
    // The parent closes its end when it is done; that is no failure.
    drop(answer(opened, &mut from, &mut to));
    Ok(())
}

fn answer(
    opened: Result<Box<dyn Source>, SourceFault>,
    from: &mut impl Read,
    to: &mut impl Write,
) -> Result<(), Broken> {
    let mut source = match opened {
        Ok(source) => source,
        Err(fault) => return wire::send(to, &wire::Opened::Err(fault)),
    };
    let detected = source.detected().into_iter();
    let detected = detected.map(|(name, value)| (name.to_owned(), value));
    wire::send(to, &wire::Opened::Ok(detected.collect()))?;
    loop {
        match wire::receive(from)? {
            Ask::Parts => wire::send(to, &source.parts())?,
            Ask::Columns => wire::send(to, &source.columns())?,
            Ask::Everything => wire::send(to, &source.everything())?,
            Ask::Read(projection) => {
                let reader = match source.read(&projection) {
                    Ok(reader) => reader,
                    Err(fault) => return wire::send(to, &wire::Reading::Err(fault)),
                };
                wire::send(to, &wire::Reading::Ok(reader.layout()))?;
                return stream(reader, from, to);
            }
            Ask::Batch(_) => return Ok(()),
        }
    }
}

fn stream(
    mut reader: Box<dyn RecordReader>,
    from: &mut impl Read,
    to: &mut impl Write,
) -> Result<(), Broken> {
    let mut batch = Batch::default();
    let mut known: Arc<Layout> = reader.layout();
    while let Ask::Batch(records_max) = wire::receive(from)? {
        let records_max = usize::try_from(records_max).unwrap_or(usize::MAX);
        let flow = reader.next_batch(&mut batch, records_max);
        let layout = reader.layout();
        let moved = !Arc::ptr_eq(&layout, &known);
        known = Arc::clone(&layout);
        let drawn = Drawn {
            flow,
            records: std::mem::take(&mut batch.records),
            faults: std::mem::take(&mut batch.faults),
            tally: reader.tally(),
            layout: moved.then_some(layout),
            declared: reader.declared(),
        };
        wire::send(to, &drawn)?;
        batch.records = drawn.records;
    }
    Ok(())
}
