//! XML to sheets, rows and cells.

use std::borrow::Cow;
use std::io::{BufReader, Read};

use quick_xml::Reader;
use quick_xml::encoding::DecodingReader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::style::Style;
use super::tags::Tag;
use super::{Position, Problem, moment};
use crate::format::{Format, Kind};
use crate::limits::{COLUMNS_MAX, ROWS_MAX};
use crate::value::Cell;
use crate::workbook::Visibility;

/// Depth of nested elements; office programs stay below twenty.
const DEPTH_MAX: usize = 256;

/// What is told of a formula whose value the file leaves to the program that opens it.
const NO_VALUE: &str = "a formula without its value";

/// What is met on the way.
pub(super) enum Item<'w> {
    /// A sheet begins, of this name.
    Sheet(&'w str),
    /// Whether the sheet is shown.
    Visibility(Visibility),
    /// First and last row of the sheet that are hidden, from 1.
    HiddenRows(u32, u32),
    /// First and last column of the sheet that are hidden, from 0.
    HiddenColumns(u32, u32),
    Cell(RawCell<'w>),
    Style(Style),
    From1904,
}

/// A cell as the file holds it.
pub(super) struct RawCell<'w> {
    pub(super) position: Position,
    /// Columns and rows that it covers beyond its own.
    pub(super) merged: Option<(u32, u32)>,
    pub(super) style: &'w str,
    /// The type of its data; empty where it has none.
    kind: &'w str,
    text: &'w str,
    formula: bool,
}

/// Walks a file.
pub(super) struct Walk<R> {
    xml: Reader<DecodingReader<BufReader<R>>>,
    buffer: Vec<u8>,
    open: Vec<Tag>,
    /// Whether the root was met, and whether it is closed.
    begun: bool,
    name: String,
    style: Style,
    /// The column after those described.
    described: u32,
    row: u32,
    next_row: u32,
    row_style: String,
    column: u32,
    next_column: u32,
    merged: Option<(u32, u32)>,
    cell_style: String,
    formula: bool,
    kind: String,
    text: String,
}

/// What an event comes to.
enum Met {
    Nothing,
    Sheet,
    Visibility(Visibility),
    HiddenRows(u32, u32),
    HiddenColumns(u32, u32),
    Cell,
    Style,
    From1904,
    End,
}

impl<R: Read> Walk<R> {
    pub(super) fn new(bytes: R) -> Self {
        let mut xml = Reader::from_reader(DecodingReader::new(BufReader::new(bytes)));
        xml.config_mut().expand_empty_elements = true;
        Self {
            xml,
            buffer: Vec::new(),
            open: Vec::new(),
            begun: false,
            name: String::new(),
            style: Style::default(),
            described: 0,
            row: 0,
            next_row: 0,
            row_style: String::new(),
            column: 0,
            next_column: 0,
            merged: None,
            cell_style: String::new(),
            formula: false,
            kind: String::new(),
            text: String::new(),
        }
    }

    /// The next thing met; none at the end of a whole file.
    pub(super) fn next(&mut self) -> Result<Option<Item<'_>>, Problem> {
        loop {
            return Ok(Some(match self.step()? {
                Met::Nothing => continue,
                Met::End => return Ok(None),
                Met::Sheet => Item::Sheet(&self.name),
                Met::Visibility(visibility) => Item::Visibility(visibility),
                Met::HiddenRows(first, last) => Item::HiddenRows(first, last),
                Met::HiddenColumns(first, last) => Item::HiddenColumns(first, last),
                Met::From1904 => Item::From1904,
                Met::Style => Item::Style(std::mem::take(&mut self.style)),
                Met::Cell => Item::Cell(RawCell {
                    position: (self.row, self.column),
                    merged: self.merged,
                    style: if self.cell_style.is_empty() {
                        &self.row_style
                    } else {
                        &self.cell_style
                    },
                    kind: &self.kind,
                    text: &self.text,
                    formula: self.formula,
                }),
            }));
        }
    }

    fn step(&mut self) -> Result<Met, Problem> {
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        let event = self.xml.read_event_into(&mut buffer);
        let met = match event.map_err(|error| Problem::of(&error))? {
            Event::Start(element) => self.start(&element)?,
            Event::End(_) => self.end(),
            Event::Text(text) => self.text(&text.xml10_content()),
            Event::CData(text) => self.text(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                let character = resolve(&reference)?;
                self.text(character.encode_utf8(&mut [0; 4]))
            }
            Event::DocType(_) => return Err(Problem::Doctype),
            Event::Decl(declaration) => {
                if declaration.encoding().is_some() {
                    let encoding = declaration.encoder().ok_or_else(|| {
                        Problem::Broken("an encoding that is not known".to_owned())
                    })?;
                    let reader = self.xml.get_mut();
                    // The bytes themselves tell UTF-16, whatever the declaration says.
                    if encoding.is_ascii_compatible() && reader.encoding().is_ascii_compatible() {
                        reader.set_encoding(encoding);
                    }
                }
                Met::Nothing
            }
            Event::Eof if self.begun && self.open.is_empty() => Met::End,
            Event::Eof => return Err(Problem::Truncated),
            // An empty element is told as a start and an end.
            Event::Empty(_) | Event::Comment(_) | Event::PI(_) => Met::Nothing,
        };
        self.buffer = buffer;
        Ok(met)
    }

    fn start(&mut self, element: &BytesStart<'_>) -> Result<Met, Problem> {
        let parent = self.open.last().copied();
        let tag = Tag::of(parent, element.local_name().as_ref());
        let tag = tag.filter(|_| parent.is_some() || !self.begun);
        let tag = tag.ok_or_else(|| {
            let name: String = element.name().as_ref().chars().take(40).collect();
            Problem::Broken(format!("`{name}` where a workbook should be"))
        })?;
        if self.open.len() >= DEPTH_MAX {
            let found = format!("elements nested more than {DEPTH_MAX} deep");
            let expected = "a workbook as office programs write it".to_owned();
            return Err(Problem::Limit(found, expected));
        }
        self.begun = true;
        self.open.push(tag);
        match tag {
            Tag::Worksheet => {
                self.name = attribute(element, "Name")?.unwrap_or_default();
                (self.described, self.row, self.next_row) = (0, 0, 0);
                return Ok(Met::Sheet);
            }
            Tag::Column => return self.start_column(element),
            Tag::Row => return self.start_row(element),
            Tag::Cell => self.start_cell(element)?,
            Tag::Data => {
                self.text.clear();
                self.kind = attribute(element, "Type")?
                    .ok_or_else(|| self.broken("a cell whose data has no type"))?;
            }
            Tag::Visible => self.text.clear(),
            Tag::Style => {
                self.style = Style {
                    id: attribute(element, "ID")?.unwrap_or_default(),
                    parent: attribute(element, "Parent")?,
                    format: None,
                };
            }
            Tag::NumberFormat => self.style.format = attribute(element, "Format")?,
            Tag::From1904 => return Ok(Met::From1904),
            Tag::Workbook
            | Tag::ExcelWorkbook
            | Tag::Styles
            | Tag::Options
            | Tag::Table
            | Tag::Markup
            | Tag::Other => {}
        }
        Ok(Met::Nothing)
    }

    fn start_column(&mut self, element: &BytesStart<'_>) -> Result<Met, Problem> {
        let first = match self.number(element, "Index")? {
            None => self.described,
            Some(index) => self.index(index, self.described)?,
        };
        let last = first.saturating_add(self.number(element, "Span")?.unwrap_or(0));
        self.described = last.saturating_add(1);
        if last >= COLUMNS_MAX {
            return Err(self.broken("a column beyond the last"));
        }
        Ok(if is_hidden(element, "Width")? {
            Met::HiddenColumns(first, last)
        } else {
            Met::Nothing
        })
    }

    fn start_row(&mut self, element: &BytesStart<'_>) -> Result<Met, Problem> {
        self.row = match self.number(element, "Index")? {
            None => self.next_row,
            Some(index) => self.index(index, self.next_row)?,
        };
        let span = self.number(element, "Span")?.unwrap_or(0);
        let last = self.row.saturating_add(span);
        self.next_row = last.saturating_add(1);
        if last >= ROWS_MAX {
            return Err(self.broken("a row beyond the last"));
        }
        self.next_column = 0;
        self.row_style = attribute(element, "StyleID")?.unwrap_or_default();
        Ok(if is_hidden(element, "Height")? {
            Met::HiddenRows(self.row + 1, last + 1)
        } else {
            Met::Nothing
        })
    }

    fn start_cell(&mut self, element: &BytesStart<'_>) -> Result<(), Problem> {
        self.column = match self.number(element, "Index")? {
            None => self.next_column,
            Some(index) => self.index(index, self.next_column)?,
        };
        let across = self.number(element, "MergeAcross")?.unwrap_or(0);
        let down = self.number(element, "MergeDown")?.unwrap_or(0);
        let last = self.column.saturating_add(across);
        self.next_column = last.saturating_add(1);
        if last >= COLUMNS_MAX || self.row.saturating_add(down) >= ROWS_MAX {
            return Err(self.broken("a cell beyond the last row or column"));
        }
        self.merged = (across > 0 || down > 0).then_some((across, down));
        self.cell_style = attribute(element, "StyleID")?.unwrap_or_default();
        self.formula = attribute(element, "Formula")?.is_some();
        self.kind.clear();
        self.text.clear();
        Ok(())
    }

    fn end(&mut self) -> Met {
        match self.open.pop() {
            Some(Tag::Cell) => Met::Cell,
            Some(Tag::Style) => Met::Style,
            Some(Tag::Visible) => Met::Visibility(match self.text.trim() {
                "SheetVisible" => Visibility::Visible,
                "SheetVeryHidden" => Visibility::VeryHidden,
                _ => Visibility::Hidden,
            }),
            _ => Met::Nothing,
        }
    }

    fn text(&mut self, text: &str) -> Met {
        if self.open.last().is_some_and(|tag| tag.has_text()) {
            self.text.push_str(text);
        }
        Met::Nothing
    }

    /// A position counted from 1 that is not before the next free one.
    fn index(&self, index: u32, next: u32) -> Result<u32, Problem> {
        let position = index.checked_sub(1).filter(|position| *position >= next);
        position.ok_or_else(|| self.broken("rows or cells that are out of order or there twice"))
    }

    fn number(&self, element: &BytesStart<'_>, name: &str) -> Result<Option<u32>, Problem> {
        let Some(text) = attribute(element, name)? else {
            return Ok(None);
        };
        let number = text.trim().parse().ok();
        match number {
            Some(number) => Ok(Some(number)),
            None => Err(self.broken(&format!("`{text}` as the number `ss:{name}`"))),
        }
    }

    fn broken(&self, found: &str) -> Problem {
        let row = self.row.saturating_add(1);
        Problem::Broken(format!("{found} (sheet \"{}\", row {row})", self.name))
    }
}

impl RawCell<'_> {
    /// The cell as other forms hold it; none where it is empty.
    pub(super) fn value(
        &self,
        format: Option<&Format>,
        from_1904: bool,
    ) -> Result<Option<Cell<'static>>, Problem> {
        let kind = format.map_or(Kind::General, Format::kind);
        let text = self.text.trim();
        Ok(match self.kind {
            "" if self.formula => Some(Cell::Error(NO_VALUE.to_owned())),
            "" => None,
            "String" if self.text.is_empty() => None,
            "String" => Some(Cell::Text(Cow::Owned(self.text.to_owned()))),
            "Number" => {
                let number = text.parse().ok().filter(|number: &f64| number.is_finite());
                let number = number.ok_or_else(|| self.unreadable())?;
                Some(match kind {
                    Kind::Moment => Cell::Serial(number),
                    Kind::Duration => Cell::Duration(number),
                    Kind::General | Kind::Number | Kind::Text => Cell::Number(number),
                })
            }
            "Boolean" => match text {
                "1" | "true" => Some(Cell::Bool(true)),
                "0" | "false" => Some(Cell::Bool(false)),
                _ => return Err(self.unreadable()),
            },
            "DateTime" => Some(match (moment::serial(text, from_1904), kind) {
                (Some(serial), Kind::Duration) => Cell::Duration(serial),
                (Some(serial), _) => Cell::Serial(serial),
                (None, _) => Cell::Iso(Cow::Owned(text.to_owned())),
            }),
            "Error" => Some(Cell::Error(text.to_owned())),
            _ => return Err(self.unreadable()),
        })
    }

    fn unreadable(&self) -> Problem {
        let (row, column) = self.position;
        let letters = landbridge_contract::column_letters(column);
        let row = row.saturating_add(1);
        let shown: String = self.text.chars().take(40).collect();
        let kind: String = self.kind.chars().take(40).collect();
        Problem::Broken(format!(
            "`{shown}` as data of type `{kind}` in cell {letters}{row}"
        ))
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Result<Option<String>, Problem> {
    for attribute in element.attributes() {
        let attribute =
            attribute.map_err(|error| Problem::Broken(format!("broken XML ({error})")))?;
        if attribute.key.local_name().as_ref() == name
            && attribute
                .key
                .prefix()
                .is_none_or(|prefix| prefix.as_ref() != "x")
        {
            let value = attribute.normalized_value(quick_xml::XmlVersion::Explicit1_0);
            let value = value.map_err(|error| Problem::of(&error))?;
            return Ok(Some(value.into_owned()));
        }
    }
    Ok(None)
}

/// Whether a row or column says that it is hidden, or has no height or width.
fn is_hidden(element: &BytesStart<'_>, size: &str) -> Result<bool, Problem> {
    let hidden = attribute(element, "Hidden")?.is_some_and(|hidden| hidden.trim() == "1");
    let size = attribute(element, size)?.and_then(|size| size.trim().parse::<f64>().ok());
    Ok(hidden || size.is_some_and(|size| size <= 0.0))
}

/// The character of a reference: the five that every XML file has, or a number.
fn resolve(reference: &BytesRef<'_>) -> Result<char, Problem> {
    let name = reference.xml10_content();
    let known = match &*name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "apos" => Some('\''),
        "quot" => Some('"'),
        _ => reference.resolve_char_ref().ok().flatten(),
    };
    known.ok_or_else(|| {
        let shown: String = name.chars().take(40).collect();
        Problem::Broken(format!("the reference `&{shown};`"))
    })
}
