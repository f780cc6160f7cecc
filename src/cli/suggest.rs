//! `suggest`: a first mapping of a file to an object of the ERP.

use std::io::Write;
use std::path::Path;

use landbridge_contract::OptionValue;

use super::args::{SourceArguments, SuggestArguments};
use super::exit::{Exit, Failure};
use super::profile;
use super::source::Opened;
use crate::project::{read_schema, scalar};
use crate::schema::{Document, ObjectSchema, SchemaFault};
use crate::suggest::{FileOptions, render, suggest};

/// Runs the command.
pub(super) fn run(arguments: &SuggestArguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    let schema = schema(arguments)?;
    let opened = Opened::open(&arguments.source)?;
    let file = FileOptions {
        kind: opened.kind.to_owned(),
        file: within(&arguments.source.file, &arguments.project.join("data")),
        options: options(&arguments.source),
        guessed: guessed(&opened).into_iter().collect(),
        schema: within(&arguments.schema, &arguments.project),
    };
    let profile = profile::read(opened, &[])?;
    let text = render(&suggest(&profile, &schema), &profile, &file);
    match &arguments.out {
        None => super::print(out, text.trim_end())?,
        Some(path) if path.exists() => {
            let message = format!(
                "{} is there already; nothing was written\nGive another file, or take this one away.",
                path.display()
            );
            return Err(Failure::new(Exit::Usage, message));
        }
        Some(path) => {
            super::write_file(path, &text, "Check the folder and its permissions.")?;
            super::print(out, &path.display().to_string())?;
        }
    }
    Ok(Exit::Ok)
}

fn schema(arguments: &SuggestArguments) -> Result<ObjectSchema, Failure> {
    let path = &arguments.schema;
    let wrong = |message: String| Failure::new(Exit::Project, message);
    let text = read_schema(path).map_err(|error| {
        let shown = path.display();
        wrong(format!(
            "{shown} cannot be read: {error}\nCheck the name and the permissions."
        ))
    })?;
    let document = Document::parse(&text, None).map_err(|fault| wrong(unreadable(path, &fault)))?;
    let object = match &arguments.object {
        Some(object) => object.clone(),
        None => only_object(path, &document)?,
    };
    document
        .object(&object)
        .map_err(|fault| wrong(unreadable(path, &fault)))
}

/// The object that a schema is about, where it is about one.
fn only_object(path: &Path, document: &Document) -> Result<String, Failure> {
    let objects = document.objects();
    match objects.as_slice() {
        [] => Ok(path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()),
        [one] => Ok(one.clone()),
        several => {
            let message = format!(
                "{} describes {} objects: {}\nSay which with --object.",
                path.display(),
                several.len(),
                several.join(", ")
            );
            Err(Failure::new(Exit::Usage, message))
        }
    }
}

fn unreadable(path: &Path, fault: &SchemaFault) -> String {
    let meant = fault
        .nearest
        .as_ref()
        .map(|name| format!("\nDid you mean `{name}`?"));
    format!("{}: {fault}{}", path.display(), meant.unwrap_or_default())
}

/// A path as a mapping writes it: from the folder, where it is inside; else its name alone, since
/// the file is to be put there.
fn within(path: &Path, folder: &Path) -> String {
    let whole = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let (path, folder) = (whole(path), whole(folder));
    let inner = path.strip_prefix(&folder).ok();
    let name = path.file_name().map(Path::new);
    let shown = inner.or(name).unwrap_or(&path);
    shown.to_string_lossy().replace('\\', "/")
}

/// The options that were given, as a mapping writes them.
fn options(arguments: &SourceArguments) -> Vec<(String, String)> {
    let given = super::source::options(arguments).unwrap_or_default();
    given
        .0
        .iter()
        .map(|(name, value)| (name.clone(), yaml(value)))
        .collect()
}

/// The path of the records, where nobody gave one and the connector had to guess it: it reads a file
/// so to look into it, and no mapping by it. Said as `3 of /orders/order`, with more behind it where
/// only a part of the file was looked at.
fn guessed(opened: &Opened) -> Option<(String, String, String)> {
    const OPTION: &str = "records";
    let (name, evidence) = opened.detected.iter().find(|(name, _)| name == OPTION)?;
    let path = evidence
        .split_whitespace()
        .find(|word| word.starts_with('/'))?;
    Some((name.clone(), scalar(path), evidence.clone()))
}

/// An option's value in YAML's short form.
fn yaml(value: &OptionValue) -> String {
    match value {
        OptionValue::Bool(value) => value.to_string(),
        OptionValue::Integer(number) => number.to_string(),
        // A name in digits stays a name.
        OptionValue::Text(text) if text.parse::<i64>().is_ok() => format!("\"{text}\""),
        OptionValue::Text(text) => scalar(text),
        OptionValue::List(items) => {
            let items: Vec<String> = items.iter().map(yaml).collect();
            format!("[{}]", items.join(", "))
        }
        OptionValue::Map(items) => {
            let named = items
                .iter()
                .map(|(name, value)| format!("{}: {}", scalar(name), yaml(value)));
            format!("{{ {} }}", named.collect::<Vec<String>>().join(", "))
        }
    }
}
