//! `peek`: the records of a file as a connector reads them, with their origins.
//!
//! For people a table or, where records are wide or nested, a block a record; for programs one
//! JSON object a line (`docs/peek.md`).

use std::io::Write;
use std::sync::Arc;

use landbridge_contract::{Batch, Flow, Layout, Record, RecordFault, RecordReader};

use super::args::{PeekArguments, PeekFormat};
use super::exit::{Exit, Failure};
use super::source::{Opened, unreadable};

mod blocks;
mod jsonl;
mod table;

/// Records drawn at once; the form of the table is decided on the first of them.
const BATCH: usize = 256;

/// Runs the command.
pub(super) fn run(arguments: &PeekArguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    let opened = Opened::open(&arguments.source)?;
    if arguments.format == PeekFormat::Table {
        opened.say(out)?;
    }
    let reader = opened.read(true)?;
    show(reader, arguments, out)?;
    Ok(Exit::Ok)
}

/// The form in which records are shown to people, once it is decided.
enum Form {
    Table(table::Table),
    Blocks,
}

fn show(
    mut reader: Box<dyn RecordReader>,
    arguments: &PeekArguments,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let mut batch = Batch::default();
    let mut left = arguments.limit;
    let mut form = None;
    let mut said = false;
    while left > 0 {
        let want = usize::try_from(left).map_or(BATCH, |left| left.min(BATCH));
        let flow = reader.next_batch(&mut batch, want).map_err(unreadable)?;
        let layout = reader.layout();
        let read = u64::try_from(batch.records.len()).unwrap_or(u64::MAX);
        left = left.saturating_sub(read);
        said |= read > 0 || !batch.faults.is_empty();
        match arguments.format {
            PeekFormat::Jsonl => jsonl::show(out, &layout, &batch)?,
            PeekFormat::Table => people(&mut form, &layout, &batch, out)?,
        }
        if flow == Flow::End {
            break;
        }
    }
    if !said && left > 0 && arguments.format == PeekFormat::Table {
        super::print(out, "There are no records.")?;
    }
    Ok(())
}

fn people(
    form: &mut Option<Form>,
    layout: &Arc<Layout>,
    batch: &Batch,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let decided = form.get_or_insert_with(|| {
        table::Table::fitting(layout, &batch.records).map_or(Form::Blocks, Form::Table)
    });
    match decided {
        Form::Table(table) => table.show(out, layout, &batch.records)?,
        Form::Blocks => blocks::show(out, layout, &batch.records)?,
    }
    for fault in &batch.faults {
        say_fault(out, fault)?;
    }
    Ok(())
}

fn say_fault(out: &mut dyn Write, fault: &RecordFault) -> Result<(), Failure> {
    let text = format!(
        "! {}: found {}, expected {}",
        fault.origin, fault.found, fault.expected
    );
    say_wrapped(out, &text, 0)
}

/// What the source noticed of a record: where, what, and the value in the file.
fn say_notices(
    out: &mut dyn Write,
    layout: &Layout,
    record: &Record,
    indent: usize,
) -> Result<(), Failure> {
    for notice in &record.notices {
        let slot = notice.slot.and_then(|slot| usize::try_from(slot).ok());
        let name = slot.and_then(|slot| layout.names.get(slot));
        let mut text = String::from("! ");
        if let Some(name) = name {
            text.push_str(name);
            text.push_str(": ");
        }
        text.push_str(crate::profile::notice::words(notice.kind));
        if !notice.found.is_empty() {
            text.push_str(": ");
            text.push_str(&notice.found);
        }
        say_wrapped(out, &text, indent)?;
    }
    Ok(())
}

fn say_wrapped(out: &mut dyn Write, text: &str, indent: usize) -> Result<(), Failure> {
    use crate::report::text::{visible, wrapped};
    let room = super::source::WIDTH.saturating_sub(indent + 2).max(20);
    for (index, line) in wrapped(&visible(text), room).iter().enumerate() {
        let hang = if index == 0 { 0 } else { 2 };
        super::print(out, &format!("{}{line}", " ".repeat(indent + hang)))?;
    }
    Ok(())
}

/// A value as people see it: control characters visible, outer white space as `·` (several as
/// `··`), so that padding neither hides nor takes room.
fn seen(text: &str) -> String {
    let inner = text.trim();
    let before = text.len() - text.trim_start().len();
    let after = text.len() - text.trim_end().len();
    let dots = |bytes: usize| match bytes {
        0 => "",
        1 => "·",
        _ => "··",
    };
    if inner.is_empty() {
        return dots(before).to_owned();
    }
    let inner = crate::report::text::visible(inner);
    format!("{}{inner}{}", dots(before), dots(after))
}
