//! The mapping workbook: a sheet a mapping, a line a field rule, for people who live in spreadsheets.
//!
//! What they may change is yellow. A hidden sheet keeps what stood there when the workbook was written,
//! so that what they changed can be told from what was changed in the mapping meanwhile.

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, Format, FormatAlign, FormatBorder, Formula,
    Workbook, Worksheet, XlsxError,
};

/// The sheets beside those of the mappings.
pub const INDEX_SHEET: &str = "Mappings";
/// What stood in the cells that may be changed.
pub const EXPORTED_SHEET: &str = "Exported";
const COLUMNS_SHEET: &str = "Columns";
const LISTS_SHEET: &str = "Lists";

/// The columns of the index that are read when the workbook comes back.
pub const INDEX: [&str; 3] = ["Mapping", "Sheet", "File"];
/// The columns of the hidden sheet.
pub const EXPORTED: [&str; 4] = ["Sheet", "Attribute", "Column", "Value"];
/// The column that says which rule a line is.
pub const ATTRIBUTE: &str = "Attribute";

/// The columns of a mapping's sheet, with their widths in characters; `Some` is the place among the cells
/// that may be changed.
const COLUMNS: [(&str, f64, Option<usize>); 13] = [
    (ATTRIBUTE, 34.0, None),
    ("Required", 10.0, None),
    ("Type", 13.0, None),
    ("Length", 10.0, None),
    ("Allowed values", 26.0, None),
    ("Source", 26.0, Some(0)),
    ("Sample values", 34.0, None),
    ("Rule", 44.0, Some(1)),
    ("Default", 16.0, Some(2)),
    ("Crosswalk", 20.0, Some(3)),
    ("Owner", 20.0, Some(4)),
    ("Status", 12.0, Some(5)),
    ("Remark", 44.0, Some(6)),
];
const SOURCE_COLUMN: u16 = 5;
const CROSSWALK_COLUMN: u16 = 9;
const STATUS_COLUMN: u16 = 11;

const ABOUT: [&str; 4] = [
    "One sheet a mapping, one line an attribute of the ERP. Yellow cells may be changed; what stands in the others comes from the ERP and the files.",
    "Source is the column of the legacy file. Rule is how the value is made and shaped, as in the mapping reference: pad: 8, date: \"%d/%m/%Y\".",
    "An attribute without a rule gets one when its Source or Rule is filled in; a rule goes when both are cleared. Lines may be sorted and filtered.",
    "The workbook comes back with: landbridge mapping import FILE. It lists what changed, and changes nothing else in the mapping files.",
];

/// All mappings of a workbook.
#[derive(Debug, Clone, Default)]
pub struct MappingBook {
    /// Its sheets.
    pub sheets: Vec<MappingSheet>,
    /// The crosswalks that a rule may name.
    pub crosswalks: Vec<String>,
    /// The words for the state of a rule.
    pub status: Vec<String>,
}

/// The sheet of a mapping.
#[derive(Debug, Clone)]
pub struct MappingSheet {
    /// The name of the sheet, unique in the workbook without regard to case.
    pub name: String,
    /// The mapping.
    pub mapping: String,
    /// Its file, relative to the project folder.
    pub file: String,
    /// Who owns it; empty for nobody.
    pub owner: String,
    /// Its lines.
    pub lines: Vec<MappingLine>,
    /// The columns of its sources.
    pub columns: Vec<ColumnLine>,
}

/// What a line of a mapping's sheet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// A rule that makes a value.
    Value,
    /// A rule that makes nested records.
    Nested,
    /// An attribute without a rule.
    Open,
}

/// A line of a mapping's sheet.
#[derive(Debug, Clone)]
pub struct MappingLine {
    /// The attribute, behind those that it is nested in: `addresses.Country`.
    pub attribute: String,
    /// What it is.
    pub kind: LineKind,
    /// Whether the ERP requires it.
    pub required: bool,
    /// Its type in words; empty where the ERP's schema does not know it.
    pub described: String,
    /// Its length or digits at the most.
    pub length: String,
    /// The first of its allowed values.
    pub allowed: String,
    /// What the source holds.
    pub samples: String,
    /// The attribute of the nested records that it is in; empty for none. Tells which columns there are.
    pub part: String,
    /// The cells that may be changed.
    pub cells: [String; 7],
}

/// A column of a source.
#[derive(Debug, Clone)]
pub struct ColumnLine {
    /// The attribute of the nested records that are made of this source; empty for the main one.
    pub part: String,
    /// Its name.
    pub name: String,
    /// What it holds.
    pub samples: String,
    /// Whether a rule reads it.
    pub used: bool,
}

struct Formats {
    head: Format,
    text: Format,
    fill: Format,
    faint: Format,
    missing: Format,
    nested: Format,
    title: Format,
    wrap: Format,
}

/// The workbook, as bytes.
pub fn workbook(book: &MappingBook) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let formats = Formats::new();
    index(workbook.add_worksheet(), book, &formats)?;
    let ranges = column_ranges(book);
    for sheet in &book.sheets {
        mapping(workbook.add_worksheet(), sheet, &ranges, book, &formats)?;
    }
    columns(workbook.add_worksheet(), book, &formats)?;
    for sheet in workbook.worksheets_mut() {
        // On paper, a page is as wide as the sheet.
        sheet.set_landscape();
        sheet.set_print_fit_to_pages(1, 0);
    }
    lists(workbook.add_worksheet(), book)?;
    exported(workbook.add_worksheet(), book, &formats)?;
    workbook.save_to_buffer()
}

fn index(sheet: &mut Worksheet, book: &MappingBook, formats: &Formats) -> Result<(), XlsxError> {
    sheet.set_name(INDEX_SHEET)?;
    sheet.write_string_with_format(0, 0, "Mapping workbook", &formats.title)?;
    for (row, line) in (1..).zip(ABOUT) {
        sheet.merge_range(row, 0, row, 6, line, &formats.wrap)?;
        sheet.set_row_height(row, 30)?;
    }
    let begin = 6;
    let titles = [
        ("Mapping", 22.0),
        ("Sheet", 22.0),
        ("File", 34.0),
        ("Owner", 30.0),
        ("Rules", 10.0),
        ("Without a rule", 16.0),
        ("Required without a rule", 24.0),
    ];
    for (column, (title, width)) in (0..).zip(titles) {
        sheet.write_string_with_format(begin, column, title, &formats.head)?;
        sheet.set_column_width(column, width)?;
    }
    for (row, one) in (begin + 1..).zip(&book.sheets) {
        let texts = [&one.mapping, &one.name, &one.file, &one.owner];
        for (column, text) in (0..).zip(texts) {
            sheet.write_string_with_format(row, column, text, &formats.text)?;
        }
        let open = one.lines.iter().filter(|line| line.kind == LineKind::Open);
        let missing = open.clone().filter(|line| line.required).count();
        let open = open.count();
        for (column, number) in [(4, one.lines.len() - open), (5, open), (6, missing)] {
            sheet.write_number(row, column, u32::try_from(number).unwrap_or(u32::MAX))?;
        }
    }
    Ok(())
}

/// The columns of each part of each mapping as a range of the sheet of columns: mapping, part, formula.
type Ranges<'a> = Vec<(&'a str, &'a str, String)>;

fn column_ranges(book: &MappingBook) -> Ranges<'_> {
    let mut ranges: Ranges<'_> = Vec::new();
    // Rows of a sheet are counted from 1 in formulas, and the first holds the titles.
    let mut row = 1;
    for sheet in &book.sheets {
        for part in sheet.columns.chunk_by(|a, b| a.part == b.part) {
            let (first, last) = (row + 1, row + part.len());
            row = last;
            let name = part.first().map_or("", |column| column.part.as_str());
            let range = format!("={COLUMNS_SHEET}!$C${first}:$C${last}");
            ranges.push((&sheet.mapping, name, range));
        }
    }
    ranges
}

fn mapping(
    sheet: &mut Worksheet,
    of: &MappingSheet,
    ranges: &Ranges<'_>,
    book: &MappingBook,
    formats: &Formats,
) -> Result<(), XlsxError> {
    sheet.set_name(&of.name)?;
    sheet.set_freeze_panes(1, 1)?;
    for (column, (title, width, _)) in (0..).zip(COLUMNS) {
        sheet.write_string_with_format(0, column, title, &formats.head)?;
        sheet.set_column_width(column, width)?;
    }
    let mut last = 0;
    for (row, line) in (1..).zip(&of.lines) {
        last = row;
        let own = formats.of(line);
        for (column, (_, _, cell)) in (0..).zip(COLUMNS) {
            match cell.and_then(|cell| line.cells.get(cell)) {
                Some(text) if text.is_empty() => {
                    sheet.write_blank(row, column, &formats.fill)?;
                }
                Some(text) => {
                    sheet.write_string_with_format(row, column, text, &formats.fill)?;
                }
                None => {
                    let text = line.told(column);
                    let format = if column == 0 { own } else { &formats.faint };
                    sheet.write_string_with_format(row, column, text, format)?;
                }
            }
        }
        let of_part = ranges
            .iter()
            .find(|(mapping, part, _)| *mapping == of.mapping && *part == line.part);
        if let Some((_, _, range)) = of_part {
            sheet.add_data_validation(row, SOURCE_COLUMN, row, SOURCE_COLUMN, &list(range))?;
        }
    }
    if last > 0 {
        let lists = [
            (CROSSWALK_COLUMN, "A", book.crosswalks.len()),
            (STATUS_COLUMN, "B", book.status.len()),
        ];
        for (column, letter, many) in lists.into_iter().filter(|(_, _, many)| *many > 0) {
            let range = format!("={LISTS_SHEET}!${letter}$1:${letter}${many}");
            sheet.add_data_validation(1, column, last, column, &list(&range))?;
        }
    }
    sheet.autofilter(0, 0, last, 12)?;
    sheet.set_repeat_rows(0, 0)?;
    Ok(())
}

/// A list to choose from; what is not in it is asked about and may stand all the same.
fn list(range: &str) -> DataValidation {
    DataValidation::new()
        .allow_list_formula(Formula::new(range))
        .set_error_style(DataValidationErrorStyle::Warning)
}

fn columns(sheet: &mut Worksheet, book: &MappingBook, formats: &Formats) -> Result<(), XlsxError> {
    sheet.set_name(COLUMNS_SHEET)?;
    sheet.set_freeze_panes(1, 0)?;
    let titles = [
        ("Mapping", 22.0),
        ("Nested in", 22.0),
        ("Column", 34.0),
        ("Used", 8.0),
        ("Sample values", 60.0),
    ];
    for (column, (title, width)) in (0..).zip(titles) {
        sheet.write_string_with_format(0, column, title, &formats.head)?;
        sheet.set_column_width(column, width)?;
    }
    let all = book.sheets.iter();
    let all = all.flat_map(|sheet| sheet.columns.iter().map(move |one| (&sheet.mapping, one)));
    for (row, (mapping, one)) in (1..).zip(all) {
        let used = if one.used { "yes" } else { "" };
        let texts = [mapping, &one.part, &one.name, used, &one.samples];
        for (column, text) in (0..).zip(texts) {
            sheet.write_string_with_format(row, column, text, &formats.text)?;
        }
    }
    Ok(())
}

fn lists(sheet: &mut Worksheet, book: &MappingBook) -> Result<(), XlsxError> {
    sheet.set_name(LISTS_SHEET)?;
    sheet.set_hidden(true);
    for (column, list) in (0..).zip([&book.crosswalks, &book.status]) {
        for (row, word) in (0..).zip(list) {
            sheet.write_string(row, column, word)?;
        }
    }
    Ok(())
}

fn exported(sheet: &mut Worksheet, book: &MappingBook, formats: &Formats) -> Result<(), XlsxError> {
    sheet.set_name(EXPORTED_SHEET)?;
    sheet.set_hidden(true);
    for (column, title) in (0..).zip(EXPORTED) {
        sheet.write_string_with_format(0, column, title, &formats.head)?;
    }
    let mut row = 0;
    for one in &book.sheets {
        for line in &one.lines {
            for (title, _, cell) in COLUMNS {
                let Some(value) = cell.and_then(|cell| line.cells.get(cell)) else {
                    continue;
                };
                if value.is_empty() {
                    continue;
                }
                row += 1;
                let texts = [one.name.as_str(), &line.attribute, title, value];
                for (column, text) in (0..).zip(texts) {
                    sheet.write_string_with_format(row, column, text, &formats.text)?;
                }
            }
        }
    }
    Ok(())
}

impl MappingLine {
    fn told(&self, column: u16) -> &str {
        match column {
            0 => &self.attribute,
            1 if self.required => "yes",
            2 => &self.described,
            3 => &self.length,
            4 => &self.allowed,
            6 => &self.samples,
            _ => "",
        }
    }
}

impl Formats {
    fn new() -> Self {
        // `@` keeps what people type as they type it: codes their zeros, numbers their digits.
        let text = Format::new()
            .set_num_format("@")
            .set_align(FormatAlign::Top);
        let fill = text
            .clone()
            .set_text_wrap()
            .set_background_color(Color::RGB(0xFF_F8_DC))
            .set_border(FormatBorder::Thin)
            .set_border_color(Color::RGB(0xC8_B8_80));
        Self {
            head: Format::new()
                .set_bold()
                .set_background_color(Color::RGB(0x1F_3A_5F))
                .set_font_color(Color::White)
                .set_align(FormatAlign::Left),
            faint: text.clone().set_font_color(Color::RGB(0x50_50_50)),
            missing: text.clone().set_background_color(Color::RGB(0xF8_D0_CC)),
            nested: text
                .clone()
                .set_bold()
                .set_background_color(Color::RGB(0xDC_E6_F2)),
            title: Format::new().set_bold().set_font_size(16),
            wrap: Format::new().set_text_wrap().set_align(FormatAlign::Top),
            text,
            fill,
        }
    }

    fn of(&self, line: &MappingLine) -> &Format {
        match line.kind {
            LineKind::Nested => &self.nested,
            LineKind::Open if line.required => &self.missing,
            LineKind::Open => &self.faint,
            LineKind::Value => &self.text,
        }
    }
}
