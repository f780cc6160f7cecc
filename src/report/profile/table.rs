//! A profile in 80 columns: a line or two a column, then what is suspicious, with origins.

use std::fmt::Write as _;

use rust_decimal::Decimal;

use super::{Detected, Point, key_words, kind_word, place, points, quoted, verdict};
use crate::profile::{ColumnProfile, Profile, Severity, TableProfile};
use crate::report::format::{count, counted, decimal, percent};
use crate::report::terminal::COLUMNS;
use crate::report::text::{columns, fit, left, right, visible, wrapped};

/// Columns of the names, types, empties, different values.
const NAME: usize = 20;
const TYPE: usize = 14;
const EMPTY: usize = 6;
const DISTINCT: usize = 8;
const RANGE: usize = 27;
/// Columns of such a list where there is much room.
const VALUES_COLUMNS_MAX: usize = 120;
/// Different values that are listed instead of their lengths.
const VALUES_SHOWN: u64 = 6;
/// From here on digits are grouped: a year is not.
const GROUPED_FROM: u32 = 10_000;
const GAP: &str = " ";
/// Origins shown for a point.
const SAMPLES: usize = 3;
/// Columns of an origin before its value.
const ORIGIN_MAX: usize = 40;

/// Renders the profile.
pub fn render(profile: &Profile, detected: &Detected) -> String {
    let mut page = Page(String::new());
    page.paragraph(0, &format!("{} · {}", profile.file, detected.kind));
    for (name, value) in &detected.lines {
        page.hanging(&format!("  {} ", left(name, 10)), value);
    }
    page.line("");
    page.paragraph(0, &totals(profile));
    page.paragraph(0, &verdict(profile).sentence);
    for table in &profile.tables {
        of_table(&mut page, table);
    }
    let points = points(profile);
    details(&mut page, profile, &points);
    page.0
}

struct Page(String);

impl Page {
    fn line(&mut self, text: &str) {
        self.0.push_str(fit(text.trim_end(), COLUMNS).as_str());
        self.0.push('\n');
    }

    fn paragraph(&mut self, indent: usize, text: &str) {
        self.hanging(&" ".repeat(indent), text);
    }

    /// Text after a beginning, its further lines set under its first.
    fn hanging(&mut self, beginning: &str, text: &str) {
        let margin = columns(beginning);
        let lines = wrapped(&visible(text), COLUMNS - margin);
        for (index, line) in lines.iter().enumerate() {
            if index == 0 {
                self.line(&format!("{beginning}{line}"));
            } else {
                self.line(&format!("{}{line}", " ".repeat(margin)));
            }
        }
    }
}

fn totals(profile: &Profile) -> String {
    let columns = profile
        .tables
        .first()
        .map_or(0, |table| table.columns.len());
    let columns = u64::try_from(columns).unwrap_or(u64::MAX);
    let mut text = format!(
        "{}, {}",
        counted(profile.records, "record", "records"),
        counted(columns, "column", "columns")
    );
    for table in profile.tables.iter().skip(1) {
        write!(text, ", {} `{}`", count(table.records), table.path)
            .expect("writing to memory does not fail");
    }
    if profile.blank > 0 {
        let blank = counted(profile.blank, "blank line or row", "blank lines or rows");
        write!(text, "; {blank} passed over").expect("writing to memory does not fail");
    }
    text.push('.');
    text
}

fn of_table(page: &mut Page, table: &TableProfile) {
    page.line("");
    if !table.path.is_empty() {
        page.paragraph(0, &format!("Nested records `{}`", table.path));
    }
    if table.columns.is_empty() {
        page.line("No fields.");
        return;
    }
    page.line(&format!(
        "{}{GAP}{}{GAP}{}{GAP}{}{GAP}{GAP}Range or length",
        left("Column", NAME),
        left("Type", TYPE),
        right("Empty", EMPTY),
        right("Distinct", DISTINCT)
    ));
    page.line(&"─".repeat(COLUMNS));
    let (empty, filled): (Vec<&ColumnProfile>, Vec<&ColumnProfile>) =
        (table.columns.iter()).partition(|column| column.empty == column.records);
    for column in filled {
        of_column(page, table, column);
    }
    if !empty.is_empty() {
        let names: Vec<&str> = empty.iter().map(|column| &*column.name).collect();
        page.hanging("Nothing in any record: ", &names.join(", "));
    }
    let sums: Vec<String> = (table.columns.iter())
        .filter_map(|column| {
            let sum = column.numbers.as_ref()?.sum?;
            Some(format!("{} {}", column.name, decimal(sum)))
        })
        .collect();
    if !sums.is_empty() {
        page.line("");
        page.hanging("Sums: ", &sums.join("; "));
    }
    let unique: Vec<&str> = (table.keys.iter())
        .filter(|key| key.duplicates == 0 && key.empty == 0 && !key.stated)
        .flat_map(|key| key.columns.iter().map(String::as_str))
        .collect();
    if !unique.is_empty() {
        if sums.is_empty() {
            page.line("");
        }
        page.hanging("Unique: ", &unique.join(", "));
    }
    for key in table
        .keys
        .iter()
        .filter(|key| key.stated && key.duplicates == 0 && key.empty == 0)
    {
        page.hanging("Key: ", &key_words(table, key));
    }
}

fn of_column(page: &mut Page, table: &TableProfile, column: &ColumnProfile) {
    let name = visible(&column.name);
    let lines = name_lines(&name);
    let first = lines.first().map_or("", String::as_str);
    let distinct = &column.distinct;
    let about = if distinct.exact { "" } else { "~" };
    page.line(&format!(
        "{}{GAP}{}{GAP}{}{GAP}{}{GAP}{GAP}{}",
        left(first, NAME),
        left(&kinds(table, column), TYPE),
        right(&count(column.empty), EMPTY),
        right(&format!("{about}{}", count(distinct.count)), DISTINCT),
        range(column, RANGE)
    ));
    for more in lines.iter().skip(1).take(2) {
        page.line(more);
    }
    let mut suspicions = String::new();
    let severe = column
        .suspicions
        .iter()
        .filter(|one| one.severity != Severity::Know);
    let known = column
        .suspicions
        .iter()
        .filter(|one| one.severity == Severity::Know);
    for (index, one) in severe.chain(known).enumerate() {
        let mark = match one.severity {
            Severity::Mend => "!! ",
            Severity::Look => "! ",
            Severity::Know => "",
        };
        let gap = if index > 0 { ", " } else { "" };
        let number = if matches!(one.code, "constant" | "empty") {
            String::new()
        } else {
            format!(" {}", count(one.count))
        };
        write!(suspicions, "{gap}{mark}{}{number}", one.code)
            .expect("writing to memory does not fail");
    }
    if !suspicions.is_empty() {
        page.paragraph(2, &suspicions);
    }
}

/// A number as it stands in the table.
fn figure(number: Decimal) -> String {
    if number.abs() < Decimal::from(GROUPED_FROM) {
        number.to_string()
    } else {
        decimal(number)
    }
}

/// A name over several lines, broken after blanks and the marks that names are made of.
fn name_lines(name: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for part in name.split_inclusive(['_', '/', ' ', '-', '.', ':']) {
        let last = lines.last().map_or(0, |line| columns(line));
        if last > 0 && last + columns(part.trim_end()) > NAME {
            lines.push(String::new());
        }
        for c in part.chars() {
            if lines.last().is_some_and(|line| columns(line) >= NAME) {
                lines.push(String::new());
            }
            if let Some(line) = lines.last_mut() {
                line.push(c);
            }
        }
    }
    lines.iter().map(|line| line.trim().to_owned()).collect()
}

/// The kinds of values in short: the first with its share, or alone.
fn kinds(table: &TableProfile, column: &ColumnProfile) -> String {
    let Some(first) = column.kinds.first() else {
        return "–".to_owned();
    };
    let word = kind_word(first.kind, table.typed);
    let all: u64 = column.kinds.iter().map(|kind| kind.count).sum();
    if first.count == all {
        return word.to_owned();
    }
    let share = percent(first.count, all);
    let share = share
        .split_once('.')
        .map_or(share.clone(), |(whole, _)| format!("{whole} %"));
    format!("{word} {share}")
}

/// What a column ranges over: numbers, dates, a few values or lengths; `room` is what a list of
/// values may take.
pub(super) fn range(column: &ColumnProfile, room: usize) -> String {
    if let Some(numbers) = &column.numbers {
        return if numbers.min == numbers.max {
            figure(numbers.min)
        } else {
            format!("{} to {}", figure(numbers.min), figure(numbers.max))
        };
    }
    if let Some(dates) = &column.dates {
        return match &dates.range {
            Some((first, last)) if first == last => first.clone(),
            Some((first, last)) => format!("{first} to {last}"),
            None => "day or month unclear".to_owned(),
        };
    }
    let all: u64 = column.frequent.iter().map(|value| value.count).sum();
    if column.distinct.count <= VALUES_SHOWN && all + column.empty == column.records {
        let values: Vec<String> = (column.frequent.iter())
            .map(|value| visible(value.value.trim()))
            .collect();
        let values = values.join(", ");
        if columns(&values) <= room.min(VALUES_COLUMNS_MAX) && !values.is_empty() {
            return values;
        }
    }
    match column.length {
        Some((1, 1)) => "1 character".to_owned(),
        Some((shortest, longest)) if shortest == longest => {
            format!("{} characters", count(longest))
        }
        Some((shortest, longest)) => {
            format!("{} to {} characters", count(shortest), count(longest))
        }
        None => String::new(),
    }
}

fn details(page: &mut Page, profile: &Profile, points: &[Point<'_>]) {
    let titles = [
        (Severity::Mend, "To mend"),
        (Severity::Look, "To look at"),
        (Severity::Know, "To know for the mapping"),
    ];
    for (severity, title) in titles {
        let of: Vec<&Point<'_>> = (points.iter())
            .filter(|point| point.severity == severity && point.code != "empty")
            .collect();
        if of.is_empty() {
            continue;
        }
        page.line("");
        page.line(title);
        let (padded, others): (Vec<_>, Vec<_>) = of
            .into_iter()
            .partition(|point| point.code == "outer-space");
        for point in others {
            of_point(page, profile, point);
        }
        if let [one] = padded.as_slice() {
            of_point(page, profile, one);
        } else if !padded.is_empty() {
            let names: Vec<String> = padded.iter().map(|point| about(point)).collect();
            let text = format!("white space around values in {}", names.join(", "));
            page.hanging("  - ", &text);
        }
    }
}

fn of_point(page: &mut Page, profile: &Profile, point: &Point<'_>) {
    let about = about(point);
    let gap = if about.is_empty() { "" } else { ": " };
    page.hanging("  - ", &format!("{about}{gap}{}", point.text));
    if point.severity == Severity::Know {
        return;
    }
    for sample in point.samples.iter().take(SAMPLES) {
        let origin = visible(&place(&sample.origin, &profile.file));
        let origin = if columns(&origin) > ORIGIN_MAX && origin.contains(" (") {
            // The name of the column stands above.
            origin.split(" (").next().unwrap_or_default().to_owned()
        } else {
            origin
        };
        let room = COLUMNS.saturating_sub(6 + columns(&origin) + 2);
        let value = visible(&sample.value);
        if value.is_empty() {
            page.paragraph(6, &origin);
        } else if room < 16 {
            page.paragraph(6, &origin);
            page.paragraph(8, &fit(&quoted(&value), COLUMNS - 8));
        } else {
            page.line(&format!("      {origin}  {}", fit(&quoted(&value), room)));
        }
    }
}

/// The column that a point is about, after the path of nested records.
fn about(point: &Point<'_>) -> String {
    match (point.path, point.column) {
        ("", Some((_, name))) => name.to_owned(),
        // A point is the text of an element itself.
        (path, Some((_, ".")) | None) => path.to_owned(),
        (path, Some((_, name))) => format!("{path} › {name}"),
    }
}
