//! The report as a workbook, for people who live in spreadsheets: a sheet a kind, the full lists among them.
//!
//! Lists are written line by line and kept on disk until the workbook is saved, so memory does not grow with them.
//! What comes from strangers is text, never a formula: cells that begin as a formula would are marked as text also for
//! whoever edits them later. A list that is longer than a sheet goes on in another.

use std::io::{Seek, Write};

use rust_xlsxwriter::{Color, DocProperties, Format, FormatAlign, Workbook, XlsxError};

use super::language::Language;
use super::model::RunReport;
use super::text;

mod figures;

/// Rows of a sheet, the titles among them.
const ROWS_MAX: u32 = 1_048_576;
/// Characters of a cell.
const CHARACTERS_MAX: usize = 32_767;

/// A list that may be long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// All findings, one a line.
    Findings,
    /// All records that were rejected or refused.
    Rejects,
    /// All breaks.
    Breaks,
}

const LISTS: [List; 3] = [List::Findings, List::Rejects, List::Breaks];

impl List {
    /// The text of its name.
    fn name(self) -> &'static str {
        match self {
            Self::Findings => "sheet-findings",
            Self::Rejects => "sheet-rejects",
            Self::Breaks => "sheet-breaks",
        }
    }

    /// The texts of the columns' titles, with their widths in characters.
    fn columns(self) -> &'static [(&'static str, f64)] {
        match self {
            Self::Findings => &[
                ("col-object", 18.0),
                ("weight", 10.0),
                ("code", 24.0),
                ("col-stage", 11.0),
                ("field", 28.0),
                ("col-where", 40.0),
                ("col-key", 22.0),
                ("found", 36.0),
                ("expected", 44.0),
            ],
            Self::Rejects => &[
                ("col-object", 18.0),
                ("col-key", 22.0),
                ("col-where", 40.0),
                ("col-state", 12.0),
                ("col-stage", 12.0),
                ("col-causes", 60.0),
            ],
            Self::Breaks => &[
                ("col-object", 18.0),
                ("col-kind", 12.0),
                ("col-key", 22.0),
                ("field", 28.0),
                ("col-legacy-file", 28.0),
                ("col-sent", 28.0),
                ("col-erp", 28.0),
                ("col-erp-less-sent", 16.0),
                ("col-where", 40.0),
                ("col-target-id", 20.0),
                ("col-decision", 12.0),
                ("col-by", 20.0),
                ("col-at", 22.0),
                ("col-why", 44.0),
            ],
        }
    }
}

/// A list as far as it is written.
struct Part {
    list: List,
    /// The sheet that is being written.
    sheet: usize,
    /// Sheets so far.
    sheets: u32,
    /// The row after the last.
    row: u32,
}

/// A workbook that is being written.
pub struct ReportBook {
    words: Language,
    workbook: Workbook,
    formats: Formats,
    parts: Vec<Part>,
}

impl std::fmt::Debug for ReportBook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReportBook").finish_non_exhaustive()
    }
}

struct Formats {
    title: Format,
    head: Format,
    text: Format,
    /// Text that a person who edits it must not turn into a formula.
    quoted: Format,
    count: Format,
    sum: Format,
    bad: Format,
}

impl ReportBook {
    /// A workbook in a language, with the figures of a report and lists that are still empty.
    pub fn new(report: &RunReport, words: Language) -> Result<Self, XlsxError> {
        let titled = [
            ("run", &*report.run.to_string()),
            ("project", &*text::visible(&report.project)),
        ];
        let mut workbook = Workbook::new();
        workbook.set_properties(
            &DocProperties::new()
                .set_title(words.with("book-title", &titled))
                .set_author("Landbridge"),
        );
        let formats = Formats::new();
        figures::write(&mut workbook, &formats, (report, &words))?;
        let mut book = Self {
            words,
            workbook,
            formats,
            parts: Vec::new(),
        };
        for list in LISTS {
            let mut part = Part {
                list,
                sheet: 0,
                sheets: 0,
                row: 0,
            };
            book.begin(&mut part)?;
            book.parts.push(part);
        }
        Ok(book)
    }

    /// Its language.
    pub fn words(&self) -> &Language {
        &self.words
    }

    /// Adds a line to a list; its cells are in the order of the list's columns.
    pub fn add(&mut self, list: List, cells: &[&str]) -> Result<(), XlsxError> {
        let Some(place) = self.parts.iter().position(|part| part.list == list) else {
            return Ok(());
        };
        let mut part = self.parts.swap_remove(place);
        if part.row == ROWS_MAX {
            self.end(&part)?;
            self.begin(&mut part)?;
        }
        let sheet = self.workbook.worksheet_from_index(part.sheet)?;
        for (column, cell) in (0..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            let format = self.formats.of_text(cell);
            sheet.write_string_with_format(part.row, column, fit(cell), format)?;
        }
        part.row += 1;
        self.parts.push(part);
        Ok(())
    }

    /// Saves it.
    pub fn save<W: Write + Seek + Send>(mut self, writer: W) -> Result<(), XlsxError> {
        for part in std::mem::take(&mut self.parts) {
            self.end(&part)?;
        }
        self.workbook.save_to_writer(writer)
    }

    /// Begins a sheet of a list.
    fn begin(&mut self, part: &mut Part) -> Result<(), XlsxError> {
        part.sheet = self.workbook.worksheets().len();
        part.sheets += 1;
        part.row = 1;
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        let name = self.words.say(part.list.name());
        match part.sheets {
            1 => sheet.set_name(&name)?,
            number => sheet.set_name(format!("{name} {number}"))?,
        };
        for (column, (title, width)) in (0..).zip(part.list.columns()) {
            let title = self.words.say(title);
            sheet.write_string_with_format(0, column, title, &self.formats.head)?;
            sheet.set_column_width(column, *width)?;
        }
        sheet.set_freeze_panes(1, 1)?;
        sheet.set_landscape();
        sheet.set_print_fit_to_pages(1, 0);
        sheet.set_repeat_rows(0, 0)?;
        Ok(())
    }

    /// Ends it: what is there can be filtered.
    fn end(&mut self, part: &Part) -> Result<(), XlsxError> {
        let last = u16::try_from(part.list.columns().len().saturating_sub(1)).unwrap_or(0);
        let sheet = self.workbook.worksheet_from_index(part.sheet)?;
        sheet.autofilter(0, 0, part.row.saturating_sub(1), last)?;
        Ok(())
    }
}

impl Formats {
    fn new() -> Self {
        let text = Format::new()
            .set_num_format("@")
            .set_align(FormatAlign::Top);
        Self {
            title: Format::new().set_bold().set_font_size(14),
            head: Format::new()
                .set_bold()
                .set_background_color(Color::RGB(0x1F_3A_5F))
                .set_font_color(Color::White)
                .set_align(FormatAlign::Top)
                .set_text_wrap(),
            quoted: text.clone().set_quote_prefix(),
            text,
            count: Format::new().set_num_format("#,##0"),
            sum: Format::new().set_num_format("#,##0.00########"),
            bad: Format::new()
                .set_bold()
                .set_font_color(Color::RGB(0x9F_1D_1A)),
        }
    }

    /// The format of a text, by how it begins.
    fn of_text(&self, text: &str) -> &Format {
        if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '|', '%']) {
            &self.quoted
        } else {
            &self.text
        }
    }
}

/// What a cell can hold, without characters that command.
fn fit(cell: &str) -> String {
    let visible = text::visible(cell);
    if visible.chars().count() <= CHARACTERS_MAX {
        return visible;
    }
    let mut cut: String = visible.chars().take(CHARACTERS_MAX - 1).collect();
    cut.push('…');
    cut
}
