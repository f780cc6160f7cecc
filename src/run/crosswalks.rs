//! Codes that no crosswalk has: collected from what a run found, and taken back when they are filled in.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use landbridge_contract::{Name, Options, Projection, Text};

use super::crosswalk_files::takes_added;
use super::fault::RunFault;
use super::files::{self, LegacyFile, Readable};
use super::open::each_record;
use super::prepare::Prepared;
use crate::ledger::{Ledger, RunId};
use crate::mapping::Crosswalk;
use crate::project::{CrosswalkDef, replace};
use crate::registry;

/// The columns of the worksheet that are read when it comes back.
pub const WORKSHEET: [&str; 3] = ["Crosswalk", "Legacy code", "ERP code"];

/// From this likeness on, in per cent, the ERP code of a known legacy code is proposed.
const PROPOSED_FROM: u8 = 60;

/// A legacy code that its crosswalk does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenCode {
    /// The crosswalk.
    pub crosswalk: String,
    /// Who keeps the crosswalk up; may be empty.
    pub owner: String,
    /// The code, as it stood after the other functions of its rule.
    pub code: String,
    /// Records that it holds up.
    pub records: u64,
    /// Where it was found first.
    pub origin: String,
    /// The ERP code of the known legacy code that is most like it, that code, and how like it is in
    /// per cent; none where none is.
    pub proposal: Option<(String, String, u8)>,
}

/// The codes that are open after a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpenCodes {
    /// By crosswalk; within one, those that hold up most records first.
    pub codes: Vec<OpenCode>,
    /// Codes that are personal, or too long to be kept as they are: these are not listed.
    pub unlisted: u64,
}

/// What became of the lines of a worksheet, for one crosswalk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filled {
    /// Lines added to its file.
    pub added: usize,
    /// Lines that it had already.
    pub known: usize,
    /// Lines without an ERP code still.
    pub open: usize,
    /// Its file.
    pub file: PathBuf,
}

/// Collects the codes that a run did not find in their crosswalks.
pub fn open_codes(prepared: &Prepared, ledger: &Ledger, run: RunId) -> Result<OpenCodes, RunFault> {
    let mut open = OpenCodes::default();
    for line in ledger.unmapped_codes(run)? {
        let name = line.expected.split('`').nth(1).unwrap_or_default();
        let code = line
            .found
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'));
        let Some(code) = code.filter(|code| !code.ends_with('…')) else {
            open.unlisted += 1;
            continue;
        };
        // A number with another digit is another number, not a slip of the pen.
        let is_word = code.chars().any(char::is_alphabetic);
        let known = prepared.crosswalks.get(name).filter(|_| is_word);
        let proposal = known.and_then(|crosswalk| {
            let like = crosswalk.screen().like(code, PROPOSED_FROM)?;
            let target = crosswalk.get(like.name)?;
            Some((target.to_string(), like.name.to_string(), like.per_cent))
        });
        let mut definitions = prepared.project.crosswalks.iter();
        let definition = definitions.find(|one| *one.name == *name);
        open.codes.push(OpenCode {
            crosswalk: name.to_owned(),
            owner: definition.map(|one| one.owner.clone()).unwrap_or_default(),
            code: code.to_owned(),
            records: line.records,
            origin: line.origin,
            proposal,
        });
    }
    Ok(open)
}

/// A line of a worksheet that came back: crosswalk, legacy code, ERP code, and where it stands.
struct Line {
    crosswalk: String,
    code: Text,
    target: Text,
    origin: String,
}

/// Adds the codes that were filled in to the files of their crosswalks. Everything is judged before
/// anything is written; the error says all that is wrong, a line each.
pub fn fill(prepared: &Prepared, worksheet: &Path) -> Result<BTreeMap<Name, Filled>, Vec<String>> {
    let lines = read(worksheet).map_err(|fault| vec![fault.to_string()])?;
    let mut wrong = Vec::new();
    let mut filled: BTreeMap<Name, Filled> = BTreeMap::new();
    let mut wanted: BTreeMap<Name, (Crosswalk, Vec<(Text, Text)>)> = BTreeMap::new();
    for line in lines {
        let Line {
            crosswalk,
            code,
            target,
            origin,
        } = line;
        let definitions = &prepared.project.crosswalks;
        let Some(definition) = definitions.iter().find(|one| *one.name == *crosswalk) else {
            wrong.push(format!("{origin}: there is no crosswalk `{crosswalk}`"));
            continue;
        };
        let counts = filled.entry(Name::clone(&definition.name)).or_default();
        if target.is_empty() {
            counts.open += 1;
            continue;
        }
        let (known, new) = wanted
            .entry(Name::clone(&definition.name))
            .or_insert_with(|| {
                let known = prepared.crosswalks.get(&definition.name);
                (known.cloned().unwrap_or_default(), Vec::new())
            });
        let (from, to) = (text(&code), text(&target));
        let before = known.len();
        match known.insert(&from, &to) {
            Err(conflict) => wrong.push(format!(
                "{origin}: `{code}` to `{target}`, but `{crosswalk}` has `{}` for it already",
                conflict.first
            )),
            Ok(()) if known.len() == before => counts.known += 1,
            Ok(()) => {
                counts.added += 1;
                new.push((code, target));
            }
        }
    }
    let mut written = Vec::new();
    for definition in &prepared.project.crosswalks {
        let Some((_, new)) = wanted
            .remove(&definition.name)
            .filter(|(_, new)| !new.is_empty())
        else {
            continue;
        };
        match appended(&prepared.project.dir, definition, &new) {
            Ok((file, text)) => {
                if let Some(counts) = filled.get_mut(&definition.name) {
                    counts.file.clone_from(&file);
                }
                written.push((file, text));
            }
            Err(why) => wrong.push(format!("crosswalk `{}`: {why}", definition.name)),
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    for (file, text) in written {
        replace(&file, text.as_bytes())
            .map_err(|error| vec![format!("{} cannot be written: {error}", file.display())])?;
    }
    Ok(filled)
}

fn text(text: &Text) -> landbridge_contract::Value {
    landbridge_contract::Value::Text(text.clone())
}

fn read(worksheet: &Path) -> Result<Vec<Line>, RunFault> {
    let file = LegacyFile {
        path: worksheet.to_owned(),
        entry: None,
        name: worksheet.display().to_string(),
    };
    let connector = registry::source("spreadsheet")
        .ok_or_else(|| RunFault::Defect("no connector reads workbooks".to_owned()))?;
    let source = Readable::open(&file)?.source(connector, &Options::default())?;
    let projection = Projection {
        fields: WORKSHEET.map(Name::from).to_vec(),
        ..Projection::default()
    };
    let mut lines = Vec::new();
    each_record(source, &file.name, &projection, |record, layout| {
        let shown = |slot| Text::from(record.value(slot).to_string().trim());
        lines.push(Line {
            crosswalk: shown(0).into(),
            code: shown(1),
            target: shown(2),
            origin: layout.origin(record.place, &[], Some(2), 0).to_string(),
        });
        Ok(())
    })?;
    Ok(lines)
}

/// The file of a crosswalk and its text with these lines added; the error is why that cannot be.
fn appended(
    folder: &Path,
    definition: &CrosswalkDef,
    lines: &[(Text, Text)],
) -> Result<(PathBuf, String), String> {
    const BY_HAND: &str = "add the lines by hand";
    if takes_added(definition) {
        return beside(definition, lines);
    }
    let found = files::matching(folder, &definition.source.pattern);
    let [
        LegacyFile {
            path, entry: None, ..
        },
    ] = found.as_slice()
    else {
        return Err(format!("it is not one file of its own; {BY_HAND}"));
    };
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    let old = String::from_utf8(bytes)
        .map_err(|_error| format!("{} is not in UTF-8; {BY_HAND}", path.display()))?;
    let stated = definition.source.options.text("delimiter");
    let text = with_lines(
        &old,
        stated.as_deref(),
        (&definition.from, &definition.to),
        lines,
    );
    text.map(|text| (path.clone(), text)).ok_or_else(|| {
        format!(
            "the first line of {} does not name `{}` and `{}`; {BY_HAND}",
            path.display(),
            definition.from,
            definition.to
        )
    })
}

/// The file beside a crosswalk in a workbook, and its text with these lines added.
fn beside(definition: &CrosswalkDef, lines: &[(Text, Text)]) -> Result<(PathBuf, String), String> {
    let path = &definition.added;
    let names = (&*definition.from, &*definition.to);
    let old = match std::fs::read_to_string(path) {
        Ok(old) => old,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => head(names),
        Err(error) => return Err(format!("{}: {error}", path.display())),
    };
    let text = with_lines(&old, None, names, lines).ok_or_else(|| {
        format!(
            "the first line of {} does not name `{}` and `{}`; mend it, or name another file by `added`",
            path.display(),
            definition.from,
            definition.to
        )
    })?;
    Ok((path.clone(), text))
}

/// The first line of a delimited text with these two columns.
fn head((from, to): (&str, &str)) -> String {
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    format!("{},{}\n", quoted(from), quoted(to))
}

/// A delimited text with lines added in the columns of these names; none where its first line does
/// not name both.
fn with_lines(
    old: &str,
    delimiter: Option<&str>,
    (from, to): (&str, &str),
    lines: &[(Text, Text)],
) -> Option<String> {
    let stated = match delimiter {
        Some("tab") => Some(b'\t'),
        Some(stated) => stated.bytes().next(),
        None => None,
    };
    let signs = stated.map_or_else(|| b",;\t|".to_vec(), |sign| vec![sign]);
    let (sign, columns, from, to) = signs.into_iter().find_map(|sign| {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(sign)
            .from_reader(old.trim_start_matches('\u{feff}').as_bytes());
        let names = reader.headers().ok()?;
        let place = |wanted: &str| names.iter().position(|name| name.trim() == wanted);
        Some((sign, names.len(), place(from)?, place(to)?))
    })?;
    let crlf = old.contains("\r\n");
    let mut writer = csv::WriterBuilder::new()
        .delimiter(sign)
        .terminator(if crlf {
            csv::Terminator::CRLF
        } else {
            csv::Terminator::Any(b'\n')
        })
        .from_writer(Vec::new());
    for (code, target) in lines {
        let line = (0..columns).map(|column| match column {
            _ if column == from => code.as_str(),
            _ if column == to => target.as_str(),
            _ => "",
        });
        writer.write_record(line).ok()?;
    }
    let mut text = old.to_owned();
    if !text.ends_with('\n') {
        text.push_str(if crlf { "\r\n" } else { "\n" });
    }
    text.push_str(&String::from_utf8(writer.into_inner().ok()?).ok()?);
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_added_in_the_manner_of_the_file() {
        let lines = [
            (Text::from("A;1"), Text::from("x\"y")),
            ("B".into(), "z".into()),
        ];
        let added = |old: &str| with_lines(old, None, ("legacy", "erp"), &lines);
        assert_eq!(
            added("legacy;note;erp\r\nC;;c").unwrap(),
            "legacy;note;erp\r\nC;;c\r\n\"A;1\";;\"x\"\"y\"\r\nB;;z\r\n"
        );
        assert_eq!(
            added("\u{feff}\"erp\",\"legacy\"\nc,C\n").unwrap(),
            "\u{feff}\"erp\",\"legacy\"\nc,C\n\"x\"\"y\",A;1\nz,B\n"
        );
        assert_eq!(added("old,new\n"), None);
        assert_eq!(added(""), None);
    }
}
