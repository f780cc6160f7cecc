//! Carries an example out: its files into a project, its commands, what they say.

use std::fmt::Write as _;

use landbridge_sandbox::{Faults, Share};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use serde_json::Value as Json;

use crate::golden::redacted;
use crate::support::{Erp, Project};

const SUPPLIERS: &str = "/fscmRestApi/resources/11.13.18.05/suppliers";

/// The example with what is said now; what is wrong with it goes to the problems.
pub(super) fn carried_out(code: &str, text: &str, problems: &mut Vec<String>) -> String {
    let project = Project::init();
    // One request after the other, so that an example says the same each time.
    let yaml = project.read("landbridge.yaml");
    project.write(
        "landbridge.yaml",
        yaml.replace("concurrency: 4", "concurrency: 1"),
    );
    let erp = Erp::start();
    let mut kept = String::new();
    let mut said = String::new();
    let mut lines = text.lines().peekable();
    let mut in_output = false;
    while let Some(line) = lines.next() {
        if let Some(command) = line.strip_prefix("$ ") {
            in_output = true;
            writeln!(kept, "{line}").unwrap();
            said = output(&project, &erp, command);
        } else if let Some(event) = line.strip_prefix("ERP: ") {
            writeln!(kept, "{line}").unwrap();
            happens(&erp, event);
        } else if lines.peek().is_some_and(|next| next.starts_with("  |")) && !in_output {
            writeln!(kept, "{line}").unwrap();
            let mut content = String::new();
            while let Some(next) = lines.next_if(|next| next.starts_with("  |")) {
                writeln!(kept, "{next}").unwrap();
                let written = next.strip_prefix("  | ").unwrap_or_default();
                writeln!(content, "{written}").unwrap();
            }
            file(&project, line, &content);
        } else if !in_output {
            writeln!(kept, "{line}").unwrap();
        }
    }
    if !raises(code, &said, &project) {
        problems.push(format!("{code}: the example does not raise it:\n{said}"));
    }
    format!("{kept}{}\n", said.trim_end())
}

/// Whether the last command named the code; breaks have theirs in the ledger.
fn raises(code: &str, said: &str, project: &Project) -> bool {
    if !code.starts_with("REC-") {
        return said.contains(&format!("[{code}]"));
    }
    let ledger = project.path().join(".landbridge/ledger.db");
    let ledger = rusqlite::Connection::open(ledger).unwrap();
    let sql = "SELECT COUNT(*) FROM break WHERE code = ?1";
    let count: i64 = ledger.query_row(sql, [code], |row| row.get(0)).unwrap();
    count > 0 && !said.is_empty()
}

fn output(project: &Project, erp: &Erp, command: &str) -> String {
    let command = command.strip_prefix("landbridge ").unwrap();
    let (command, filter) = command.split_once(" | ").unwrap_or((command, ""));
    let arguments: Vec<&str> = command.split_whitespace().collect();
    let ran = project.run(erp, &arguments);
    let said = match filter {
        "" => format!("{}\n{}", ran.stdout.trim_end(), ran.stderr),
        "jq '.objects[].breaks[]'" => breaks(&ran.stdout),
        other => panic!("no filter `{other}`"),
    };
    redacted(said.trim(), project.path())
}

fn breaks(report: &str) -> String {
    let report: Json = serde_json::from_str(report).unwrap();
    let objects = report["objects"].as_array().unwrap().iter();
    let breaks = objects.flat_map(|object| object["breaks"].as_array().unwrap());
    let shown: Vec<String> = breaks
        .map(|one| serde_json::to_string_pretty(one).unwrap())
        .collect();
    shown.join("\n")
}

/// Puts a file into the project, or changes the one that is there.
fn file(project: &Project, named: &str, content: &str) {
    let (path, encoding) = named.split_once(" (in ").unwrap_or((named, ""));
    let path = path.trim();
    let there = project.path().join(path).exists();
    let ending = path.rsplit_once('.').unwrap().1;
    match (ending, encoding) {
        ("yaml", _) if there => project.write(path, changed(&project.read(path), content)),
        ("json", _) if there => {
            let mut base: Json = serde_json::from_str(&project.read(path)).unwrap();
            merge(&mut base, serde_json::from_str(content).unwrap());
            project.write(path, base.to_string());
        }
        ("xlsx", _) => project.write(path, workbook(content)),
        (_, "windows-1252)") => {
            let bytes: Vec<u8> = content.chars().map(|c| u8::try_from(c).unwrap()).collect();
            project.write(path, bytes);
        }
        _ => project.write(path, content),
    }
}

fn merge(base: &mut Json, change: Json) {
    match (base, change) {
        (Json::Object(base), Json::Object(change)) => {
            for (name, value) in change {
                merge(base.entry(name).or_insert(Json::Null), value);
            }
        }
        (base, change) => *base = change,
    }
}

/// A YAML file with other keys at its top level; of `fields`, `crosswalks` and `targets` with other
/// entries, where both are written with one entry a line.
pub(crate) fn changed(base: &str, change: &str) -> String {
    let mut sections = blocks(base, 0);
    for (key, text) in blocks(change, 0) {
        let there = sections.iter_mut().find(|(own, _)| *own == key);
        let by_entry = matches!(&*key, "fields" | "crosswalks" | "targets");
        match there {
            Some((_, own)) if by_entry && text.starts_with(&format!("{key}:\n")) => {
                let mut entries = blocks(own, 2);
                for (name, entry) in blocks(&text, 2) {
                    match entries.iter_mut().find(|(own, _)| *own == name) {
                        Some((_, own)) => *own = entry,
                        None => entries.push((name, entry)),
                    }
                }
                *own = entries.into_iter().map(|(_, text)| text).collect();
            }
            Some((_, own)) => *own = text,
            None => sections.push((key, text)),
        }
    }
    sections.into_iter().map(|(_, text)| text).collect()
}

/// The parts of a file that begin with a key at this indent; what stands before belongs to a part
/// without a name.
fn blocks(text: &str, indent: usize) -> Vec<(String, String)> {
    let mut blocks: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        let outer = line.len() - line.trim_start().len();
        let key = (outer == indent && !line.trim().is_empty())
            .then(|| line.trim().split_once(':'))
            .flatten();
        match (key, blocks.last_mut()) {
            (Some((key, _)), _) => blocks.push((key.to_owned(), format!("{line}\n"))),
            (None, Some((_, last))) => writeln!(last, "{line}").unwrap(),
            (None, None) => blocks.push((String::new(), format!("{line}\n"))),
        }
    }
    blocks
}

/// A workbook of what its cells say: ` | ` between them, `^` for one merged with that above it,
/// `=FORMULA -> RESULT`, `number N`, `date DAYS`, and `(hidden row)` at the end of a row.
fn workbook(content: &str) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let date = Format::new().set_num_format("yyyy-mm-dd");
    let rows: Vec<(&str, bool)> = content
        .lines()
        .map(|row| match row.strip_suffix(" (hidden row)") {
            Some(row) => (row, true),
            None => (row, false),
        })
        .collect();
    let cell = |row: usize, column: usize| rows[row].0.split(" | ").nth(column).unwrap().trim();
    for (row, (text, hidden)) in rows.iter().enumerate() {
        let at_row = u32::try_from(row).unwrap();
        for column in 0..text.split(" | ").count() {
            let at = u16::try_from(column).unwrap();
            let value = cell(row, column);
            if value == "^" {
                let above = cell(row - 1, column);
                let format = Format::new();
                sheet
                    .merge_range(at_row - 1, at, at_row, at, above, &format)
                    .unwrap();
            } else if let Some((formula, result)) = value.split_once(" -> ") {
                let formula = Formula::new(formula).set_result(result);
                sheet.write_formula(at_row, at, formula).unwrap();
            } else if let Some(number) = value.strip_prefix("number ") {
                let number: f64 = number.parse().unwrap();
                sheet.write_number(at_row, at, number).unwrap();
            } else if let Some(days) = value.strip_prefix("date ") {
                let days = ExcelDateTime::from_serial_datetime(days.parse::<f64>().unwrap());
                sheet
                    .write_datetime_with_format(at_row, at, days.unwrap(), &date)
                    .unwrap();
            } else {
                sheet.write_string(at_row, at, value).unwrap();
            }
        }
        if *hidden {
            sheet.set_row_hidden(at_row).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

/// Something that happens in the ERP, past the loader.
fn happens(erp: &Erp, event: &str) {
    match event {
        "it cuts every connection" => erp.set_faults(Faults {
            cut_before_share: Share::ALL,
            ..Faults::default()
        }),
        "it answers again" => erp.set_faults(Faults::default()),
        _ => {
            let answer = if let Some(body) = event.strip_prefix("a new one in suppliers: ") {
                erp.ask("POST", SUPPLIERS, Some(body))
            } else {
                patched(erp, event)
            };
            assert!(answer["SupplierId"].is_number(), "{event}: {answer}");
        }
    }
}

/// `in suppliers NUMBER, "Attribute" becomes VALUE`.
fn patched(erp: &Erp, event: &str) -> Json {
    let rest = event.strip_prefix("in suppliers ").unwrap();
    let (number, rest) = rest.split_once(", ").unwrap();
    let (attribute, value) = rest.split_once(" becomes ").unwrap();
    let all = erp.all("suppliers", "");
    let one = all.iter().find(|one| one["SupplierNumber"] == number);
    let path = format!("{SUPPLIERS}/{}", one.unwrap()["SupplierId"]);
    erp.ask("PATCH", &path, Some(&format!("{{{attribute}:{value}}}")))
}
