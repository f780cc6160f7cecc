//! Opens a file for the commands that look into it: `peek`, `profile` and `suggest`.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use landbridge_contract::{
    Input, OptionValue, Options, RecordReader, Source, SourceConnector, SourceFault,
};

use super::args::SourceArguments;
use super::exit::{Exit, Failure};
use crate::isolate;
use crate::registry;
use crate::report::text::{columns, left, visible, wrapped};
use crate::run::option_files;

/// Columns of a line at the most.
pub(super) const WIDTH: usize = 80;
/// Parts of a file that are listed.
const PARTS_MAX: usize = 20;
/// Columns of the names before what was detected.
const NAME_COLUMNS: usize = 10;

/// A file that a connector has opened.
pub(super) struct Opened {
    /// Name of the file, as it stands in every origin.
    pub(super) file: Arc<str>,
    /// The connector's word.
    pub(super) kind: &'static str,
    /// What was found out about the file: name and value, for people.
    pub(super) detected: Vec<(String, String)>,
    source: Box<dyn Source>,
}

impl Opened {
    /// Opens the file with the connector that the arguments name, or that its ending names.
    pub(super) fn open(arguments: &SourceArguments) -> Result<Self, Failure> {
        let connector = connector(arguments)?;
        let mut options = options(arguments)?;
        check(connector, &options)?;
        put_files(connector, &mut options)?;
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
        let file: Arc<str> = Arc::from(file.as_ref());
        let input = Input {
            file: Arc::clone(&file),
            bytes: Box::new(bytes),
            scratch: isolate::scratch(),
        };
        let opened = isolate::open(connector, input, path, &options);
        let mut source = opened.map_err(unreadable)?;
        let mut detected: Vec<(String, String)> = (source.detected().into_iter())
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        detected.extend(parts(source.as_mut())?);
        Ok(Self {
            file,
            kind: connector.kind(),
            detected,
            source,
        })
    }

    /// Says what was found out about the file, with the evidence.
    pub(super) fn say(&self, out: &mut dyn Write) -> Result<(), Failure> {
        let title = format!("{} · {}", visible(&self.file), self.kind);
        for line in wrapped(&title, WIDTH) {
            super::print(out, &line)?;
        }
        for (name, value) in &self.detected {
            let name = left(name, NAME_COLUMNS.max(columns(name)));
            let room = WIDTH.saturating_sub(columns(&name) + 3);
            for (index, line) in wrapped(&visible(value), room).iter().enumerate() {
                let name = if index == 0 { &*name } else { "" };
                let name = left(name, NAME_COLUMNS.max(columns(name)));
                super::print(out, &format!("  {name} {line}"))?;
            }
        }
        super::print(out, "")
    }

    /// Reads everything from the first record on.
    pub(super) fn read(mut self, shown: bool) -> Result<Box<dyn RecordReader>, Failure> {
        let mut projection = self.source.everything().map_err(unreadable)?;
        projection.shown = shown;
        self.source.read(&projection).map_err(unreadable)
    }
}

/// The sheets or record paths of a file.
fn parts(source: &mut dyn Source) -> Result<Vec<(String, String)>, Failure> {
    let parts = source.parts().map_err(unreadable)?;
    let mut lines: Vec<(String, String)> = (parts.iter().take(PARTS_MAX))
        .map(|part| {
            let note = if part.note.is_empty() {
                String::new()
            } else {
                format!(" ({})", part.note)
            };
            ("part".to_owned(), format!("{}{note}", part.name))
        })
        .collect();
    let more = parts.len().saturating_sub(PARTS_MAX);
    if more > 0 {
        lines.push(("part".to_owned(), format!("and {more} more")));
    }
    Ok(lines)
}

fn check(connector: &dyn SourceConnector, options: &Options) -> Result<(), Failure> {
    let faults = connector.check(options);
    if faults.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = (faults.iter())
        .map(|fault| {
            format!(
                "option `{}`: found {}, expected {}",
                fault.option, fault.found, fault.expected
            )
        })
        .collect();
    Err(Failure::new(Exit::Usage, lines.join("\n")))
}

/// Options that name a file get its text; names are relative to the working folder.
fn put_files(connector: &dyn SourceConnector, options: &mut Options) -> Result<(), Failure> {
    let unread = option_files::put(Path::new(""), connector, options, |_| {});
    if unread.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = (unread.iter())
        .map(|(option, why)| format!("option `{option}`: {why}"))
        .collect();
    Err(Failure::new(Exit::Usage, lines.join("\n")))
}

fn connector(arguments: &SourceArguments) -> Result<&'static dyn SourceConnector, Failure> {
    let known = || {
        let kinds: Vec<&str> = (registry::sources().iter())
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
    let extension = (arguments.file.extension()).map(|ending| ending.to_string_lossy());
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

/// The options of the connector that the arguments give.
pub(super) fn options(arguments: &SourceArguments) -> Result<Options, Failure> {
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

/// A source fault as a command's end.
pub(super) fn unreadable(fault: SourceFault) -> Failure {
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
