//! The part of a sheet with cells coloured, event by event: what is not marked stays to the byte.

use std::collections::BTreeMap;
use std::io::{BufRead, Write};

use landbridge_contract::{column_letters, column_number};
use quick_xml::events::{BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};

use super::xml::attribute;

/// The marks of a row: whether each is grave.
#[derive(Debug, Clone, Default)]
pub(super) struct RowMarks {
    /// On whichever cell of the row is the first.
    pub(super) first: Option<bool>,
    pub(super) cells: BTreeMap<u32, bool>,
}

/// The marks of a sheet, by row from 1.
pub(super) type Marks = BTreeMap<u64, RowMarks>;

/// What was found on the way through a sheet.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// For each row with a mark on its first cell, the column of that cell.
    pub(super) firsts: BTreeMap<u64, u32>,
    /// The relation of the sheet's drawing of notes.
    pub(super) legacy: Option<String>,
}

/// Gives the style of a cell for the one that it has and its mark, grave or not; none where it keeps that one.
/// A cell without a mark has another style only where an earlier copy coloured it.
pub(super) type Style<'a> = &'a mut dyn FnMut(u32, Option<bool>) -> Option<u32>;

/// Elements of a sheet that stand behind the drawing of its notes.
const BEHIND_LEGACY: [&str; 8] = [
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
];

/// The cells and rows of a sheet that cannot be marked.
pub(super) struct Unmarkable;

/// Copies a sheet and colours its marked cells; with `coloured`, cells without a mark are asked about too. `legacy` is the relation of a drawing of notes that the
/// sheet is to have, where it has none.
pub(super) fn rewrite(
    sheet: impl BufRead,
    marks: &Marks,
    (style, coloured): (Style<'_>, bool),
    legacy: Option<&str>,
    out: &mut dyn Write,
) -> Result<Seen, Unmarkable> {
    let mut reader = Reader::from_reader(sheet);
    let mut rewriting = Rewriting {
        out: Writer::new(out),
        marks: marks.clone(),
        style,
        coloured,
        legacy,
        seen: Seen::default(),
        prefix: String::new(),
        columns: Vec::new(),
        in_data: false,
        data_done: false,
        row: 0,
        row_style: None,
        column: 0,
        current: RowMarks::default(),
        depth: 0,
    };
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let event = reader
            .read_event_into(&mut buffer)
            .map_err(|_broken| Unmarkable)?;
        if matches!(event, Event::Eof) {
            break;
        }
        rewriting.event(event)?;
    }
    if rewriting.depth != 0 {
        return Err(Unmarkable);
    }
    Ok(rewriting.seen)
}

struct Rewriting<'a> {
    out: Writer<&'a mut dyn Write>,
    marks: Marks,
    style: Style<'a>,
    /// Whether an earlier copy coloured cells of this workbook.
    coloured: bool,
    legacy: Option<&'a str>,
    seen: Seen,
    /// The prefix of the sheet's own elements, with its colon.
    prefix: String,
    /// Styles of columns: first and last column from 1, style.
    columns: Vec<(u32, u32, u32)>,
    in_data: bool,
    data_done: bool,
    /// The current row, from 1.
    row: u64,
    row_style: Option<u32>,
    /// The column behind the last cell, from 0.
    column: u32,
    current: RowMarks,
    depth: usize,
}

impl Rewriting<'_> {
    fn event(&mut self, event: Event<'_>) -> Result<(), Unmarkable> {
        match event {
            Event::Start(tag) => {
                self.opened(tag, false)?;
                self.depth += 1;
            }
            Event::Empty(tag) => self.opened(tag, true)?,
            Event::End(tag) => {
                self.depth = self.depth.checked_sub(1).ok_or(Unmarkable)?;
                match tag.local_name().as_ref() {
                    "row" if self.in_data => self.rest_of_row()?,
                    "sheetData" => {
                        self.rows_before(u64::MAX)?;
                        self.in_data = false;
                        self.data_done = true;
                    }
                    _ if self.depth == 0 => self.notes_drawing()?,
                    _ => {}
                }
                self.write(Event::End(tag))?;
            }
            Event::Decl(declaration) => {
                // A copy is written in UTF-8.
                let stated = declaration.encoding().and_then(Result::ok);
                if stated.is_some_and(|one| !one.eq_ignore_ascii_case("utf-8")) {
                    return Err(Unmarkable);
                }
                self.write(Event::Decl(declaration))?;
            }
            other => self.write(other)?,
        }
        Ok(())
    }

    fn opened(&mut self, tag: BytesStart<'_>, empty: bool) -> Result<(), Unmarkable> {
        let name = tag.local_name().as_ref().to_owned();
        match name.as_str() {
            "row" if self.in_data => return self.row(tag, empty),
            "c" if self.in_data => return self.cell(&tag, empty),
            "col" if !self.in_data => {
                let value = |name| number(&tag, name);
                if let (Some(first), Some(last), Some(style)) =
                    (value("min"), value("max"), value("style"))
                {
                    self.columns.push((first, last, style));
                }
            }
            "sheetData" => {
                let whole = tag.name().as_ref().len() - name.len();
                let name = tag.name();
                let prefix = name.as_ref().get(..whole).unwrap_or_default();
                prefix.clone_into(&mut self.prefix);
                if empty && !self.marks.is_empty() {
                    let end = tag.to_end().into_owned();
                    self.write(Event::Start(tag.borrow()))?;
                    self.rows_before(u64::MAX)?;
                    return self.write(Event::End(end));
                }
                self.in_data = !empty;
            }
            "legacyDrawing" if self.depth == 1 => {
                let raw = text_of(&tag);
                let id = ["r:id", "id"]
                    .into_iter()
                    .find_map(|name| attribute(&raw, name));
                let id = id.or_else(|| any_id(&raw));
                self.seen.legacy = id.map(|(id, _)| id);
                self.legacy = None;
            }
            // Controls and embedded objects stand in such a choice.
            "AlternateContent" if self.depth == 1 && self.data_done => self.notes_drawing()?,
            _ if self.depth == 1 && BEHIND_LEGACY.contains(&name.as_str()) => {
                self.notes_drawing()?;
            }
            _ => {}
        }
        self.write(if empty {
            Event::Empty(tag)
        } else {
            Event::Start(tag)
        })
    }

    fn row(&mut self, tag: BytesStart<'_>, empty: bool) -> Result<(), Unmarkable> {
        let row = number(&tag, "r").unwrap_or(self.row + 1);
        self.rows_before(row)?;
        self.row = row;
        self.column = 0;
        self.current = self.marks.remove(&row).unwrap_or_default();
        let custom = attribute(&text_of(&tag), "customFormat");
        let custom = custom.is_some_and(|(value, _)| matches!(value.as_str(), "1" | "true"));
        self.row_style = number(&tag, "s").filter(|_| custom);
        if empty && !self.current.is_empty() {
            let end = tag.to_end().into_owned();
            self.write(Event::Start(tag.borrow()))?;
            self.rest_of_row()?;
            return self.write(Event::End(end));
        }
        self.write(if empty {
            Event::Empty(tag)
        } else {
            Event::Start(tag)
        })
    }

    fn cell(&mut self, tag: &BytesStart<'_>, empty: bool) -> Result<(), Unmarkable> {
        let raw = text_of(tag);
        let stated = attribute(&raw, "r").and_then(|(at, _)| column_of(&at));
        let column = stated.unwrap_or(self.column);
        while let Some((&before, _)) = self.current.cells.range(..column).next() {
            self.blank(before)?;
        }
        if let Some(grave) = self.current.first.take() {
            self.seen.firsts.insert(self.row, column);
            let own = self.current.cells.entry(column).or_insert(grave);
            *own |= grave;
        }
        self.column = column + 1;
        let marked = self.current.cells.remove(&column);
        let style = if marked.is_some() || self.coloured {
            (self.style)(number(tag, "s").unwrap_or(0), marked)
        } else {
            None
        };
        let tag = match style {
            Some(style) => {
                BytesStart::from_content(with_style(&raw, style), tag.name().as_ref().len())
            }
            None => tag.borrow(),
        };
        self.write(if empty {
            Event::Empty(tag)
        } else {
            Event::Start(tag)
        })
    }

    /// A cell that the row does not have.
    fn blank(&mut self, column: u32) -> Result<(), Unmarkable> {
        let grave = self.current.cells.remove(&column).unwrap_or(false);
        let of_column = self
            .columns
            .iter()
            .find(|(first, last, _)| (*first..=*last).contains(&(column + 1)));
        let of_column = of_column.map(|(_, _, style)| *style);
        let own = self.row_style.or(of_column).unwrap_or(0);
        let style = (self.style)(own, Some(grave)).unwrap_or(own);
        let at = format!("{}{}", column_letters(column), self.row);
        self.raw(format!("<{}c r=\"{at}\" s=\"{style}\"/>", self.prefix))
    }

    fn rest_of_row(&mut self) -> Result<(), Unmarkable> {
        if let Some(grave) = self.current.first.take() {
            let column = self.current.cells.keys().next().copied().unwrap_or(0);
            self.seen.firsts.insert(self.row, column);
            let own = self.current.cells.entry(column).or_insert(grave);
            *own |= grave;
        }
        while let Some((&column, _)) = self.current.cells.iter().next() {
            self.blank(column)?;
        }
        Ok(())
    }

    /// Marked rows that the sheet does not have.
    fn rows_before(&mut self, next: u64) -> Result<(), Unmarkable> {
        while let Some((&row, _)) = self.marks.range(..next).next() {
            self.current = self.marks.remove(&row).unwrap_or_default();
            self.row = row;
            self.row_style = None;
            self.raw(format!("<{}row r=\"{row}\">", self.prefix))?;
            self.rest_of_row()?;
            self.raw(format!("</{}row>", self.prefix))?;
        }
        Ok(())
    }

    fn notes_drawing(&mut self) -> Result<(), Unmarkable> {
        let Some(id) = self.legacy.take() else {
            return Ok(());
        };
        let prefix = &self.prefix;
        self.raw(format!(
            "<{prefix}legacyDrawing xmlns:r=\"{}\" r:id=\"{id}\"/>",
            super::RELATIONS
        ))
    }

    fn raw(&mut self, xml: String) -> Result<(), Unmarkable> {
        self.write(Event::Text(BytesText::from_escaped(xml)))
    }

    fn write(&mut self, event: Event<'_>) -> Result<(), Unmarkable> {
        self.out.write_event(event).map_err(|_full| Unmarkable)
    }
}

impl RowMarks {
    fn is_empty(&self) -> bool {
        self.first.is_none() && self.cells.is_empty()
    }
}

fn text_of(tag: &BytesStart<'_>) -> String {
    tag.as_ref().to_owned()
}

fn number<T: std::str::FromStr>(tag: &BytesStart<'_>, name: &str) -> Option<T> {
    attribute(&text_of(tag), name).and_then(|(value, _)| value.parse().ok())
}

/// An `id` under whatever prefix.
fn any_id(raw: &str) -> Option<(String, std::ops::Range<usize>)> {
    let end = raw.find(":id=")?;
    let begin = raw.get(..end)?.rfind(char::is_whitespace)? + 1;
    attribute(raw, raw.get(begin..end + 3)?)
}

fn with_style(raw: &str, style: u32) -> String {
    let mut new = raw.to_owned();
    if let Some((_, span)) = attribute(raw, "s") {
        new.replace_range(span, &style.to_string());
    } else {
        let name = raw.find(char::is_whitespace).unwrap_or(raw.len());
        new.insert_str(name, &format!(" s=\"{style}\""));
    }
    new
}

/// The column of a cell's name, from 0.
fn column_of(at: &str) -> Option<u32> {
    column_number(at.trim_end_matches(|c: char| c.is_ascii_digit()))
}
