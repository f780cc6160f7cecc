//! `peek`: the records of a file as a connector reads them, with their origins.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use landbridge_contract::{
    Batch, Flow, Input, Layout, OptionValue, Options, PathStep, Place, Record, RecordReader,
    SourceConnector, SourceFault,
};

use super::args::{PeekArguments, PeekFormat};
use super::exit::{Exit, Failure};
use crate::isolate;
use crate::registry;
use crate::run::option_files;

/// Records drawn at once.
const BATCH: usize = 256;
/// Widest name of a field in the table.
const NAME_WIDTH_MAX: usize = 28;
/// Width of the table.
const WIDTH: usize = 80;

/// Runs the command.
pub(super) fn run(arguments: &PeekArguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    let connector = connector(arguments)?;
    let mut options = options(arguments)?;
    let faults = connector.check(&options);
    if !faults.is_empty() {
        let lines: Vec<String> = faults
            .iter()
            .map(|fault| {
                format!(
                    "option `{}`: found {}, expected {}",
                    fault.option, fault.found, fault.expected
                )
            })
            .collect();
        return Err(Failure::new(Exit::Usage, lines.join("\n")));
    }
    let unread = option_files::put(Path::new(""), connector, &mut options, |_| {});
    if !unread.is_empty() {
        let lines = unread
            .iter()
            .map(|(option, why)| format!("option `{option}`: {why}"));
        return Err(Failure::new(
            Exit::Usage,
            lines.collect::<Vec<_>>().join("\n"),
        ));
    }
    let path = &arguments.file;
    let bytes = File::open(path).map_err(|error| {
        Failure::new(
            Exit::Project,
            format!(
                "{} cannot be read: {error}\nCheck the name and the permissions.",
                path.display()
            ),
        )
    })?;
    let file = path
        .file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy();
    let input = Input {
        file: Arc::from(file.as_ref()),
        bytes: Box::new(bytes),
        scratch: crate::run::scratch(),
    };
    let mut source = isolate::open(connector, input, path, &options).map_err(unreadable)?;
    if arguments.format == PeekFormat::Table {
        for (name, value) in source.detected() {
            print(out, &format!("{name}: {value}"))?;
        }
        for part in source.parts().map_err(unreadable)? {
            let note = if part.note.is_empty() {
                String::new()
            } else {
                format!(" ({})", part.note)
            };
            print(out, &format!("part: {}{note}", part.name))?;
        }
    }
    let projection = source.everything().map_err(unreadable)?;
    let reader = source.read(&projection).map_err(unreadable)?;
    show(reader, arguments, out)?;
    Ok(Exit::Ok)
}

fn show(
    mut reader: Box<dyn RecordReader>,
    arguments: &PeekArguments,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let mut batch = Batch::default();
    let mut left = arguments.limit;
    while left > 0 {
        let want = usize::try_from(left).map_or(BATCH, |left| left.min(BATCH));
        let flow = reader.next_batch(&mut batch, want).map_err(unreadable)?;
        let layout = reader.layout();
        for record in &batch.records {
            left = left.saturating_sub(1);
            match arguments.format {
                PeekFormat::Table => show_table(out, &layout, record.place, &[], record)?,
                PeekFormat::Jsonl => {
                    let json = to_json(&layout, record.place, &mut Vec::new(), record);
                    print(out, &json.to_string())?;
                }
            }
        }
        for fault in &batch.faults {
            let text = format!(
                "{}: found {}, expected {}",
                fault.origin, fault.found, fault.expected
            );
            print(out, &text)?;
        }
        if flow == Flow::End {
            break;
        }
    }
    Ok(())
}

fn connector(arguments: &PeekArguments) -> Result<&'static dyn SourceConnector, Failure> {
    let known = || {
        let kinds: Vec<&str> = registry::sources()
            .iter()
            .map(|source| source.kind())
            .collect();
        kinds.join(", ")
    };
    if let Some(kind) = &arguments.source {
        return registry::source(kind).ok_or_else(|| {
            Failure::new(
                Exit::Usage,
                format!("no connector is called `{kind}`; there are {}", known()),
            )
        });
    }
    let extension = arguments
        .file
        .extension()
        .map(|ending| ending.to_string_lossy().into_owned());
    extension
        .as_deref()
        .and_then(registry::source_for_extension)
        .ok_or_else(|| {
            Failure::new(
                Exit::Usage,
                format!(
                    "no connector reads files with the ending of {}; say which with --source: {}",
                    arguments.file.display(),
                    known()
                ),
            )
        })
}

fn options(arguments: &PeekArguments) -> Result<Options, Failure> {
    let mut options = BTreeMap::new();
    let given = [
        ("sheet", &arguments.sheet),
        ("header", &arguments.header),
        ("records", &arguments.records),
    ];
    for (name, value) in given {
        if let Some(value) = value {
            options.insert(name.to_owned(), option_value(value));
        }
    }
    for option in &arguments.options {
        let Some((name, value)) = option.split_once('=') else {
            let message = format!("--option takes NAME=VALUE, found `{option}`");
            return Err(Failure::new(Exit::Usage, message));
        };
        options.insert(name.to_owned(), option_value(value));
    }
    Ok(Options(options))
}

fn option_value(text: &str) -> OptionValue {
    if let Ok(number) = text.parse::<i64>() {
        return OptionValue::Integer(number);
    }
    match text {
        "true" => OptionValue::Bool(true),
        "false" => OptionValue::Bool(false),
        // Lists and named values are written as JSON.
        text if text.starts_with(['[', '{']) => serde_json::from_str(text)
            .ok()
            .and_then(|json| OptionValue::from_json(&json))
            .unwrap_or_else(|| OptionValue::Text(text.to_owned())),
        text => OptionValue::Text(text.to_owned()),
    }
}

fn show_table(
    out: &mut dyn Write,
    layout: &Layout,
    place: Place,
    steps: &[PathStep],
    record: &Record,
) -> Result<(), Failure> {
    let indent = "  ".repeat(steps.len());
    print(
        out,
        &format!("{indent}{}", layout_origin(layout, place, steps)),
    )?;
    let names = names_at(layout, steps);
    let width = names
        .iter()
        .map(|name| name.chars().count())
        .max()
        .unwrap_or(0)
        .min(NAME_WIDTH_MAX);
    for (slot, name) in names.iter().enumerate() {
        let value = record.value(slot);
        if value.is_blank() {
            continue;
        }
        let room = WIDTH.saturating_sub(indent.len() + 4 + width);
        let text = format!(
            "{indent}  {:<width$}  {}",
            cut(name, NAME_WIDTH_MAX),
            cut(&value.to_string().replace('\n', " ⏎ "), room)
        );
        print(out, &text)?;
    }
    for notice in &record.notices {
        print(
            out,
            &format!("{indent}  ! {:?} {}", notice.kind, notice.found),
        )?;
    }
    for (child, records) in record.children.iter().enumerate() {
        for nested in records {
            let mut deeper = steps.to_vec();
            deeper.push(PathStep {
                child,
                place: nested.place,
            });
            show_table(out, layout, place, &deeper, nested)?;
        }
    }
    Ok(())
}

fn to_json(
    layout: &Layout,
    place: Place,
    steps: &mut Vec<PathStep>,
    record: &Record,
) -> serde_json::Value {
    let mut members = serde_json::Map::new();
    members.insert(
        "origin".to_owned(),
        layout_origin(layout, place, steps).into(),
    );
    let mut values = serde_json::Map::new();
    for (slot, name) in names_at(layout, steps).iter().enumerate() {
        let mut bytes = Vec::new();
        landbridge_contract::json::write_value(record.value(slot), &mut bytes);
        let value = serde_json::from_slice(&bytes).unwrap_or(serde_json::Value::Null);
        values.insert(name.to_string(), value);
    }
    members.insert("values".to_owned(), values.into());
    for (child, records) in record.children.iter().enumerate() {
        let name = child_name(layout, steps, child);
        let mut nested = Vec::new();
        for one in records {
            steps.push(PathStep {
                child,
                place: one.place,
            });
            nested.push(to_json(layout, place, steps, one));
            steps.pop();
        }
        members.insert(name, nested.into());
    }
    members.into()
}

fn layout_origin(layout: &Layout, place: Place, steps: &[PathStep]) -> String {
    layout.origin(place, steps, None, 0).to_string()
}

fn layout_at<'a>(layout: &'a Layout, steps: &[PathStep]) -> Option<&'a Layout> {
    steps
        .iter()
        .try_fold(layout, |layout, step| layout.children.get(step.child))
}

fn names_at<'a>(layout: &'a Layout, steps: &[PathStep]) -> &'a [landbridge_contract::Name] {
    layout_at(layout, steps).map_or(&[], |layout| layout.names.as_slice())
}

fn child_name(layout: &Layout, steps: &[PathStep], child: usize) -> String {
    let child = layout_at(layout, steps).and_then(|layout| layout.children.get(child));
    match child.map(|child| &child.kind) {
        Some(landbridge_contract::LayoutKind::Elements { path }) => path.to_string(),
        _ => "nested".to_owned(),
    }
}

fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let shown: String = text.chars().take(width.saturating_sub(1)).collect();
    format!("{shown}…")
}

fn print(out: &mut dyn Write, line: &str) -> Result<(), Failure> {
    writeln!(out, "{line}").map_err(super::closed_output)
}

fn unreadable(fault: SourceFault) -> Failure {
    Failure::new(Exit::Project, describe_source_fault(&fault))
}

/// A source fault as a person reads it.
pub(super) fn describe_source_fault(fault: &SourceFault) -> String {
    let mut text = format!(
        "{} cannot be read\n  found:    {}\n  expected: {}",
        fault.origin, fault.found, fault.expected
    );
    if !fault.fix.is_empty() {
        text.push_str("\n  fix:      ");
        text.push_str(&fault.fix);
    }
    text
}
