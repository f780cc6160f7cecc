//! What the reports of an import say of single lines.
//!
//! Two kinds are read. The log of the loader tells which line of a file it could not take: `Record 3: Rejected - Error on
//! table GL_INTERFACE, column ACCOUNTING_DATE.`, and the database's message below (SQL*Loader). The report of an import
//! tells which line it did not want and why: a table with a first line of names, of which `FILE_NAME`, `RECORD_NUMBER`,
//! `ATTRIBUTE` and `MESSAGE` are read. Reports differ from product to product: what is in no such table is not read, and
//! what became of a record is then told by reading it back.

use landbridge_contract::TargetMessage;

/// What a report says of a line of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    /// The name of the file, or of its table.
    pub(super) file: String,
    /// The line, from 1.
    pub(super) line: usize,
    pub(super) message: TargetMessage,
}

/// What the loader could not take; `file` is the import file that a log is about, by the names of those that were sent.
pub(super) fn not_loaded(reports: &[(String, String)], files: &[&str]) -> Vec<Told> {
    let mut told = Vec::new();
    for (_, text) in reports {
        let about = files.iter().find(|file| text.contains(**file));
        let Some(file) = about else {
            continue;
        };
        let mut lines = text.lines().peekable();
        while let Some(line) = lines.next() {
            let Some((number, column)) = rejected(line) else {
                continue;
            };
            let why = lines.next_if(|next| next.starts_with("ORA-") || next.starts_with("Field "));
            let why = why.unwrap_or("the loader gives no reason").trim();
            let code = why
                .split(':')
                .next()
                .filter(|code| code.starts_with("ORA-"));
            told.push(Told {
                file: (*file).to_owned(),
                line: number,
                message: TargetMessage {
                    code: code.unwrap_or_default().to_owned(),
                    path: column.to_owned(),
                    text: format!(
                        "the loader could not take the line, and so took none of the file: {why}"
                    ),
                },
            });
        }
    }
    told
}

/// `Record 3: Rejected - Error on table X, column Y.`: the line and the column.
fn rejected(line: &str) -> Option<(usize, &str)> {
    let rest = line.trim().strip_prefix("Record ")?;
    let (number, rest) = rest.split_once(':')?;
    if !rest.trim_start().starts_with("Rejected") {
        return None;
    }
    let column = rest.split_once("column ").map_or("", |(_, column)| column);
    Some((
        number.trim().parse().ok()?,
        column.trim_end_matches(['.', ' ']),
    ))
}

/// What the import did not want.
pub(super) fn not_imported(reports: &[(String, String)]) -> Vec<Told> {
    let tables = reports
        .iter()
        .filter(|(name, _)| name.to_ascii_lowercase().ends_with(".csv"));
    tables.flat_map(|(_, text)| table(text)).collect()
}

fn table(text: &str) -> Vec<Told> {
    let mut lines = text.lines();
    let header = cells(lines.next().unwrap_or_default());
    let place = |wanted: &str| header.iter().position(|name| name == wanted);
    let places = [
        place("FILE_NAME"),
        place("RECORD_NUMBER"),
        place("ATTRIBUTE"),
        place("MESSAGE"),
    ];
    let [Some(file), Some(number), attribute, Some(message)] = places else {
        return Vec::new();
    };
    let read = |line: &str| {
        let cells = cells(line);
        let path = attribute.and_then(|at| cells.get(at)).cloned();
        let text = cells.get(message)?.clone();
        Some(Told {
            file: cells.get(file)?.clone(),
            line: cells.get(number)?.parse().ok()?,
            message: TargetMessage {
                code: code_of(&text),
                path: path.unwrap_or_default(),
                text,
            },
        })
    };
    lines.filter_map(read).collect()
}

/// A product's code at the beginning of a message: `EF04: …`.
fn code_of(text: &str) -> String {
    let (word, rest) = text.split_once(':').unwrap_or((text, ""));
    let plain = word.bytes().all(|byte| {
        byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_' || byte == b'-'
    });
    let code = plain && (2..=40).contains(&word.len());
    if code && (!rest.is_empty() || word.contains('_')) {
        word.to_owned()
    } else {
        String::new()
    }
}

/// The cells of a line, parted by commas, in quotes where they need them.
fn cells(line: &str) -> Vec<String> {
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut quoted = false;
    let mut signs = line.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '"' if quoted && signs.peek() == Some(&'"') => {
                signs.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(std::mem::take(&mut cell)),
            _ => cell.push(sign),
        }
    }
    cells.push(cell);
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_of_the_loader_names_the_line_the_column_and_the_reason() {
        let log = "Data File: GlInterface.csv\nRecord 3: Rejected - Error on table GL_INTERFACE, column ACCOUNTING_DATE.\nORA-01843: not a valid month\n\nTable GL_INTERFACE:\n";
        let reports = [("36528.log".to_owned(), log.to_owned())];
        let told = not_loaded(&reports, &["GlInterface.csv"]);
        assert_eq!(told.len(), 1);
        assert_eq!(
            (told[0].line, told[0].message.path.as_str()),
            (3, "ACCOUNTING_DATE")
        );
        assert_eq!(told[0].message.code, "ORA-01843");
        assert!(
            told[0]
                .message
                .text
                .ends_with("ORA-01843: not a valid month")
        );
        assert_eq!(not_loaded(&reports, &["ApInvoicesInterface.csv"]), []);
    }

    #[test]
    fn the_report_of_an_import_names_the_line_and_the_reason() {
        let report = "FILE_NAME,RECORD_NUMBER,ATTRIBUTE,MESSAGE\nGlInterface.csv,2,SEGMENT3,\"EF04: FLEX-VALUE DOES NOT EXIST (SEGMENT=Account), \"\"x\"\"\"\n";
        let told = not_imported(&[("36530_rejections.csv".to_owned(), report.to_owned())]);
        assert_eq!(told.len(), 1);
        assert_eq!((told[0].line, told[0].message.code.as_str()), (2, "EF04"));
        assert!(told[0].message.text.ends_with(", \"x\""));
        assert_eq!(
            not_imported(&[("36530.log".to_owned(), report.to_owned())]),
            []
        );
    }
}
