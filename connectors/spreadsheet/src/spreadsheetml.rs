//! XML Spreadsheet 2003: a workbook in one XML file, as report servers and older programs
//! write it (Microsoft, XML Spreadsheet Reference, read 2026-11-25).
//!
//! A file is walked twice. Opening it walks all of it, so that what is broken, cut or too large is
//! told before the first record, and so that sheets, hidden rows and merged cells are known;
//! reading a sheet walks it again and holds one row.
//!
//! Reading order: `walk` (XML to items), `tags`, `moment` (dates to serial numbers), `style`, `guard`.

mod guard;
mod moment;
mod style;
mod tags;
mod walk;

use std::collections::BTreeMap;
use std::io::{BufReader, Seek as _};
use std::sync::Arc;

use landbridge_contract::{ReadSeek, SourceFault, SourceFaultKind};
use quick_xml::errors::SyntaxError;

use crate::area::Area;
use crate::bytes::contains;
use crate::fault::Place;
use crate::format::Format;
use crate::hidden::{Concealed, Gather};
use crate::limits::{HIDDEN_RANGES_MAX, SHEETS_MAX, XML_RUN_MAX};
use crate::value::Cell;
use crate::workbook::{SheetInfo, Visibility};
use guard::Guard;
use walk::{Item, Walk};

/// Styles of a workbook (Excel specifications and limits: 65,490 cell styles).
const STYLES_MAX: usize = 65_536;
/// Merged ranges held, over all sheets.
const MERGED_MAX: usize = 1_000_000;

/// The namespace of the format.
const NAMESPACE: &[u8] = b"urn:schemas-microsoft-com:office:spreadsheet";

type Bytes = BufReader<Box<dyn ReadSeek>>;

/// Whether the first bytes of a file are of an XML Spreadsheet, in UTF-8 or UTF-16.
pub(crate) fn is_spreadsheetml(head: &[u8]) -> bool {
    let mut text: Vec<u8> = head.iter().copied().filter(|byte| *byte != 0).collect();
    text.make_ascii_lowercase();
    let begin = text.iter().position(|byte| *byte == b'<').unwrap_or(0);
    let begins = |word: &[u8]| text.get(begin..).is_some_and(|text| text.starts_with(word));
    contains(&text, NAMESPACE) && !begins(b"<html") && !begins(b"<!doctype html")
}

/// A sheet and what its cells do not tell.
#[derive(Debug, Clone, PartialEq)]
struct Sheet {
    info: SheetInfo,
    concealed: Concealed,
    merged: Vec<Area>,
}

/// An opened workbook.
pub(crate) struct Book {
    bytes: Bytes,
    sheets: Vec<Sheet>,
    formats: BTreeMap<String, Format>,
    from_1904: bool,
    /// Whether what a person sees is told.
    shown: bool,
}

impl Book {
    /// Walks a file to its end.
    pub(crate) fn open(mut bytes: Bytes, place: &Place) -> Result<Self, SourceFault> {
        let survey = Survey::take(&mut bytes).map_err(|problem| problem.fault(place))?;
        if survey.sheets.is_empty() {
            return Err(place.broken("a workbook without sheets"));
        }
        Ok(Self {
            bytes,
            sheets: survey.sheets,
            formats: style::formats(&survey.styles),
            from_1904: survey.from_1904,
            shown: false,
        })
    }

    pub(crate) fn sheets(&self) -> Vec<SheetInfo> {
        self.sheets.iter().map(|sheet| sheet.info.clone()).collect()
    }

    pub(crate) fn dates_from_1904(&self) -> bool {
        self.from_1904
    }

    pub(crate) fn concealed(&self, sheet: &str) -> Concealed {
        let sheet = self.find(sheet).map(|(_, sheet)| &sheet.concealed);
        sheet.cloned().unwrap_or_default()
    }

    /// Asks for what a person sees.
    pub(crate) fn show(&mut self) {
        self.shown = true;
    }

    pub(crate) fn merged(&self, sheet: &str) -> Vec<Area> {
        let sheet = self.find(sheet).map(|(_, sheet)| &sheet.merged);
        sheet.cloned().unwrap_or_default()
    }

    fn find(&self, name: &str) -> Option<(usize, &Sheet)> {
        let mut sheets = self.sheets.iter().enumerate();
        sheets.find(|(_, sheet)| *sheet.info.name == *name)
    }

    /// The cells of a sheet, in order.
    pub(crate) fn cells(&mut self, sheet: &str) -> Result<SheetCells<'_>, Problem> {
        let index = self.find(sheet).map_or(usize::MAX, |(index, _)| index);
        let mut walk = walk(&mut self.bytes)?;
        let mut before = 0;
        while let Some(item) = walk.next()? {
            if !matches!(item, Item::Sheet(_)) {
                continue;
            }
            if before == index {
                break;
            }
            before += 1;
        }
        Ok(SheetCells {
            walk,
            formats: &self.formats,
            from_1904: self.from_1904,
            shown: self.shown,
        })
    }
}

/// Where a cell stands: its row and column, from 0.
type Position = (u32, u32);

/// Yields the cells of one sheet.
pub(crate) struct SheetCells<'b> {
    walk: Walk<Guard<&'b mut Bytes>>,
    formats: &'b BTreeMap<String, Format>,
    from_1904: bool,
    shown: bool,
}

impl SheetCells<'_> {
    /// The next cell that is not empty.
    pub(crate) fn next(&mut self) -> Result<Option<(Position, Cell<'static>)>, Problem> {
        loop {
            match self.walk.next()? {
                Some(Item::Cell(cell)) => {
                    let format = self.formats.get(cell.style);
                    let position = cell.position;
                    let value = cell.value(format, self.from_1904)?;
                    if let Some(value) = value {
                        let value = if self.shown {
                            value.under(format, self.from_1904)
                        } else {
                            value
                        };
                        return Ok(Some((position, value)));
                    }
                }
                None | Some(Item::Sheet(_)) => return Ok(None),
                Some(_) => {}
            }
        }
    }
}

fn walk(bytes: &mut Bytes) -> Result<Walk<Guard<&mut Bytes>>, Problem> {
    bytes
        .rewind()
        .map_err(|error| Problem::Io(error.to_string()))?;
    Ok(Walk::new(Guard::new(bytes)))
}

/// What a walk to the end of a file finds.
#[derive(Default)]
struct Survey {
    sheets: Vec<Sheet>,
    /// Identifier, parent and format of each style.
    styles: Vec<style::Style>,
    from_1904: bool,
    hidden: Gather,
    /// Ranges of the sheets before.
    ranges: usize,
    merges: usize,
}

impl Survey {
    fn take(bytes: &mut Bytes) -> Result<Self, Problem> {
        let mut survey = Self::default();
        let mut walk = walk(bytes)?;
        while let Some(item) = walk.next()? {
            match item {
                Item::Sheet(name) => {
                    survey.close();
                    let info = SheetInfo {
                        name: Arc::from(name),
                        visibility: Visibility::Visible,
                    };
                    survey.sheets.push(Sheet {
                        info,
                        concealed: Concealed::default(),
                        merged: Vec::new(),
                    });
                }
                Item::Visibility(visibility) => {
                    if let Some(sheet) = survey.sheets.last_mut() {
                        sheet.info.visibility = visibility;
                    }
                }
                Item::HiddenRows(first, last) => survey.hidden.hide_rows(first, last),
                Item::HiddenColumns(first, last) => survey.hidden.hide_columns(first, last),
                // What cannot be read is told here, before the first record. Dates are counted
                // from 1900 or 1904: which, makes no difference to what is broken.
                Item::Cell(cell) => {
                    if let (Some((across, down)), Some(sheet)) =
                        (cell.merged, survey.sheets.last_mut())
                    {
                        let (row, column) = cell.position;
                        sheet.merged.push(Area {
                            first_row: row + 1,
                            last_row: row.saturating_add(down).saturating_add(1),
                            first_column: column,
                            last_column: column.saturating_add(across),
                        });
                        survey.merges += 1;
                    }
                    cell.value(None, false)?;
                }
                Item::Style(style) => survey.styles.push(style),
                Item::From1904 => survey.from_1904 = true,
            }
            survey.check()?;
        }
        survey.close();
        Ok(survey)
    }

    fn close(&mut self) {
        self.ranges += self.hidden.len();
        let concealed = self.hidden.finish();
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.concealed = concealed;
        }
    }

    fn check(&self) -> Result<(), Problem> {
        for (count, max, things) in [
            (self.sheets.len(), SHEETS_MAX, "sheets"),
            (self.styles.len(), STYLES_MAX, "styles"),
            (
                self.ranges + self.hidden.len(),
                HIDDEN_RANGES_MAX,
                "ranges of hidden rows",
            ),
            (self.merges, MERGED_MAX, "merged cells"),
        ] {
            if count > max {
                let found = format!("a workbook of more {things}");
                return Err(Problem::Limit(found, format!("at most {max} {things}")));
            }
        }
        Ok(())
    }
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Problem {
    Io(String),
    Broken(String),
    /// What was found, and what is allowed.
    Limit(String, String),
    Truncated,
    Doctype,
}

impl Problem {
    fn of(error: &quick_xml::Error) -> Self {
        match error {
            quick_xml::Error::Io(error) if error.kind() == std::io::ErrorKind::FileTooLarge => {
                let expected = format!("at most {XML_RUN_MAX} bytes between two tags");
                Self::Limit("a text longer than any cell".to_owned(), expected)
            }
            quick_xml::Error::Io(error) if error.kind() == std::io::ErrorKind::InvalidData => {
                Self::Broken(format!(
                    "bytes that are not valid in its encoding ({error})"
                ))
            }
            quick_xml::Error::Encoding(error) => Self::Broken(format!(
                "bytes that are not valid in its encoding ({error})"
            )),
            quick_xml::Error::Io(error) => Self::Io(error.to_string()),
            quick_xml::Error::Syntax(SyntaxError::InvalidBangMarkup) => {
                Self::Broken(format!("broken XML ({error})"))
            }
            quick_xml::Error::Syntax(_) => Self::Truncated,
            error => Self::Broken(format!("broken XML ({error})")),
        }
    }

    /// The problem in words.
    pub(crate) fn found(&self) -> String {
        match self {
            Self::Io(error) => format!("a read that failed: {error}"),
            Self::Broken(found) | Self::Limit(found, _) => found.clone(),
            Self::Truncated => "a file that ends in the middle".to_owned(),
            Self::Doctype => "a document type declaration".to_owned(),
        }
    }

    fn fault(&self, place: &Place) -> SourceFault {
        match self {
            Self::Io(error) => place.io(&std::io::Error::other(error.as_str())),
            Self::Broken(found) => place.broken(found.as_str()),
            Self::Limit(found, expected) => place.limit(found.as_str(), expected.as_str()),
            Self::Truncated => place.fault(
                SourceFaultKind::Truncated,
                self.found(),
                "a whole workbook",
                "the file was probably cut while it was copied: ask for it again",
            ),
            Self::Doctype => place.fault(
                SourceFaultKind::Refused,
                self.found(),
                "an XML Spreadsheet without one, as office programs write it",
                "remove the declaration, or open the file in Excel and save it anew",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Cursor};
    use std::sync::Arc;

    use super::{Book, Bytes, is_spreadsheetml};
    use crate::fault::Place;

    #[test]
    fn hidden_columns_are_known() {
        let file = r#"<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">
            <Worksheet Name="A"><Table>
            <Column/><Column Hidden="1" Span="1"/><Column/><Column Index="9" Width="0"/>
            </Table></Worksheet></Workbook>"#;
        let bytes: Bytes = BufReader::new(Box::new(Cursor::new(file.as_bytes().to_vec())));
        let book = Book::open(bytes, &Place::file(&Arc::from("a.xml"))).unwrap();
        let columns = book.concealed("A").columns;
        let hidden: Vec<u32> = (0..20).filter(|column| columns.holds(*column)).collect();
        assert_eq!(hidden, [1, 2, 8]);
    }

    #[test]
    fn the_form_is_told_by_its_namespace() {
        let book = "<?xml version='1.0'?><ss:Workbook xmlns:ss='urn:schemas-microsoft-com:office:spreadsheet'>";
        let wide: Vec<u8> = book.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(is_spreadsheetml(book.as_bytes()));
        assert!(is_spreadsheetml(&wide));
        assert!(!is_spreadsheetml(
            b"<html xmlns:x='urn:schemas-microsoft-com:office:spreadsheet'>"
        ));
        assert!(!is_spreadsheetml(b"<orders/>"));
    }
}
