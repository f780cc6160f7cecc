//! Writes a copy of an xlsx or xlsm workbook with cells coloured, notes at them, and a first sheet that lists
//! what was found. Every other part of the container is copied packed as it is.
//!
//! Formulas, formats, widths, charts, merged and hidden cells stay, since nothing is read into a model and
//! written anew: the few parts that change get single changes of their text.

mod book;
mod comments;
mod list;
mod sheet;
mod styles;
mod xml;

use std::collections::BTreeMap;
use std::io::{self, BufReader, Read as _, Write as _};

use landbridge_contract::{
    Annotation, CellMark, Input, ReadSeek, SourceFault, SourceFaultKind, WriteSeek,
};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use self::book::{Book, Relations, content_types, relations_of};
use self::comments::Notes;
use self::sheet::{Marks, rewrite};
use self::styles::Styles;
use crate::detect::Format;
use crate::fault::Place;
use crate::limits::DESCRIPTION_MAX;
use crate::package;

/// The namespace of relations between parts, and the beginning of their types.
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const CONTENT_TYPES: &str = "[Content_Types].xml";
/// The name in a workbook that says which sheet is the list: readers pass over that sheet, so that the copy can
/// come back as it is.
pub(crate) const LIST_NAME: &str = "Landbridge_findings";
const LIST_PART: &str = "xl/worksheets/landbridge-findings.xml";

/// Characters of a sheet's name at the most, which is what Excel allows.
const SHEET_NAME_MAX: usize = 31;

/// Bytes of a note from which on nothing is added to it; Excel takes 32,767 characters.
const NOTE_MAX: usize = 2_000;

/// The file cannot be annotated so that everything else stays as it is.
struct Unfit;

/// False where the file is no xlsx or xlsm workbook, or not as Excel writes them.
pub(crate) fn annotate(
    mut input: Input,
    annotation: &Annotation,
    out: &mut dyn WriteSeek,
) -> Result<bool, SourceFault> {
    let place = Place::file(&input.file);
    let mut magic = [0; 2];
    let begins = input.bytes.read_exact(&mut magic);
    input.bytes.rewind().map_err(|error| place.io(&error))?;
    if begins.is_err() || magic != *b"PK" {
        return Ok(false);
    }
    // The limits that make a container safe to read hold here too.
    if package::examine(&place, input.bytes.as_mut())?.format != Format::Xlsx {
        return Ok(false);
    }
    let Ok(mut copying) = Copying::open(input.bytes) else {
        return Ok(false);
    };
    match copying.plan(annotation) {
        Ok(plan) => {
            copying.write(plan, out).map_err(|error| {
                place.fault(
                    SourceFaultKind::Io,
                    format!("a copy that cannot be written: {error}"),
                    "room for a copy of the workbook",
                    "free space, or name another folder for reports",
                )
            })?;
            Ok(true)
        }
        Err(Unfit) => Ok(false),
    }
}

struct Copying {
    archive: ZipArchive<BufReader<Box<dyn ReadSeek>>>,
    /// The name of the part that describes the workbook.
    book: String,
}

/// The style of a cell by the one that it had, and its mark.
type ByOld = BTreeMap<(u32, Option<bool>), u32>;

/// What is written.
#[derive(Default)]
struct Plan {
    /// Whether an earlier copy coloured cells.
    coloured: bool,
    /// Parts with what they hold now.
    parts: BTreeMap<String, Vec<u8>>,
    /// Sheets whose cells are coloured: marks, styles of marked cells, the relation of a new drawing.
    sheets: BTreeMap<String, (Marks, ByOld, Option<String>)>,
}

impl Copying {
    fn open(bytes: Box<dyn ReadSeek>) -> Result<Self, Unfit> {
        let archive = ZipArchive::new(BufReader::new(bytes)).map_err(|_broken| Unfit)?;
        let mut copying = Self {
            archive,
            book: String::new(),
        };
        let root = copying.part("_rels/.rels")?;
        let root = Relations::read(Some(root), "").ok_or(Unfit)?;
        root.of_kind("officeDocument")
            .ok_or(Unfit)?
            .clone_into(&mut copying.book);
        Ok(copying)
    }

    /// A part that describes, which is never large.
    fn part(&mut self, name: &str) -> Result<Vec<u8>, Unfit> {
        let part = self.archive.by_name(name).map_err(|_absent| Unfit)?;
        let mut bytes = Vec::new();
        let read = part.take(DESCRIPTION_MAX + 1).read_to_end(&mut bytes);
        let whole = read.is_ok() && u64::try_from(bytes.len()).is_ok_and(|n| n <= DESCRIPTION_MAX);
        whole.then_some(bytes).ok_or(Unfit)
    }

    fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(name).is_some()
    }

    fn plan(&mut self, annotation: &Annotation) -> Result<Plan, Unfit> {
        let mut plan = Plan::default();
        let description = self.part(&self.book.clone())?;
        let book = Book::read(description).ok_or(Unfit)?;
        if book.is_strict() {
            return Err(Unfit);
        }
        // The list of an earlier copy that came back is written anew in its place.
        let list = book.list();
        let relations = self.part(&relations_of(&self.book)).ok();
        let mut relations = Relations::read(relations, &self.book).ok_or(Unfit)?;
        let style_part = relations.of_kind("styles").ok_or(Unfit)?.to_owned();
        let mut styles = Styles::read(self.part(&style_part)?).ok_or(Unfit)?;
        let mut places = Places::default();
        let mut new_comments = Vec::new();
        for (name, relation) in &book.sheets {
            let marks = marks_of(annotation, name);
            let is_list = list.as_ref() == Some(name);
            if is_list || (marks.is_empty() && list.is_none()) {
                continue;
            }
            let part = relations.target(relation).ok_or(Unfit)?.to_owned();
            let mut by_old = BTreeMap::new();
            let rows = rows_of(&marks);
            let coloured = styles.has_colours();
            let mut style = |old, mark| {
                let new = styles.marked(old, mark)?;
                by_old.insert((old, mark), new);
                Some(new)
            };
            let seen = self.seen(&part, &rows, (&mut style, coloured))?;
            let notes = notes_of(&marks, &seen.firsts);
            places.firsts.insert(name.clone(), seen.firsts);
            let drawing = self.notes(
                &mut plan,
                (&part, seen.legacy.as_deref()),
                &annotation.author,
                &notes,
                &mut new_comments,
            )?;
            plan.sheets.insert(part, (rows, by_old, drawing));
        }
        plan.coloured = styles.has_colours();
        let old_list = list.and_then(|list| {
            let (_, id) = book.sheets.iter().find(|(name, _)| *name == list)?;
            relations.target(id).map(str::to_owned)
        });
        let list_part = old_list.clone().unwrap_or_else(|| LIST_PART.to_owned());
        if old_list.is_none() {
            if self.has(LIST_PART) {
                return Err(Unfit);
            }
            let name = free_name(&annotation.sheet, &book.sheets);
            let id = relations.add("worksheet", LIST_PART);
            let described = book.with_first_sheet(&name, &id).ok_or(Unfit)?;
            plan.parts.insert(self.book.clone(), described);
            let (name, bytes) = relations.finish();
            plan.parts.insert(name, bytes);
        }
        let (bytes, list_styles) = styles.finish().ok_or(Unfit)?;
        plan.parts.insert(style_part, bytes);
        let lines = annotation.lines.iter();
        let places: Vec<_> = lines.map(|line| places.of(line.mark.as_ref()?)).collect();
        plan.parts
            .insert(list_part, list::sheet(annotation, &places, &list_styles));
        let types = self.part(CONTENT_TYPES)?;
        let new_list = old_list.is_none().then_some(LIST_PART);
        let types = content_types(types, new_list, &new_comments).ok_or(Unfit)?;
        plan.parts.insert(CONTENT_TYPES.to_owned(), types);
        Ok(plan)
    }

    /// What a sheet holds where the marks are.
    fn seen(
        &mut self,
        part: &str,
        rows: &Marks,
        style: (sheet::Style<'_>, bool),
    ) -> Result<sheet::Seen, Unfit> {
        let source = self.archive.by_name(part).map_err(|_absent| Unfit)?;
        let mut nowhere = io::sink();
        let seen = rewrite(BufReader::new(source), rows, style, None, &mut nowhere);
        seen.map_err(|_broken| Unfit)
    }

    /// Puts notes into the parts of a sheet; the relation of the drawing where it is new.
    fn notes(
        &mut self,
        plan: &mut Plan,
        (sheet, legacy): (&str, Option<&str>),
        author: &str,
        notes: &Notes,
        new_comments: &mut Vec<String>,
    ) -> Result<Option<String>, Unfit> {
        let old = relations_of(sheet);
        let old = if self.has(&old) {
            Some(self.part(&old)?)
        } else {
            None
        };
        let mut relations = Relations::read(old, sheet).ok_or(Unfit)?;
        let comments = relations.of_kind("comments").map(str::to_owned);
        if notes.is_empty() && comments.is_none() {
            return Ok(None);
        }
        let drawing = match legacy {
            Some(id) => Some(relations.target(id).ok_or(Unfit)?.to_owned()),
            None => None,
        };
        let old = comments
            .as_deref()
            .map(|name| self.part(name))
            .transpose()?;
        let comments_now = comments::comments(old, author, notes).ok_or(Unfit)?;
        let number = plan.sheets.len() + 1;
        let name = comments
            .clone()
            .unwrap_or_else(|| format!("xl/landbridge-comments{number}.xml"));
        plan.parts.insert(name.clone(), comments_now.part.clone());
        if comments.is_none() {
            relations.add("comments", &name);
            new_comments.push(name);
        }
        let old = drawing.as_deref().map(|name| self.part(name)).transpose()?;
        let bytes = comments::drawing(old, notes, &comments_now).ok_or(Unfit)?;
        let new = drawing.is_none();
        let name = drawing.unwrap_or_else(|| format!("xl/drawings/landbridge-notes{number}.vml"));
        plan.parts.insert(name.clone(), bytes);
        let id = new.then(|| relations.add("vmlDrawing", &name));
        let (name, bytes) = relations.finish();
        plan.parts.insert(name, bytes);
        Ok(id)
    }

    fn write(&mut self, mut plan: Plan, out: &mut dyn WriteSeek) -> io::Result<()> {
        let mut writer = ZipWriter::new(out);
        let options = SimpleFileOptions::default();
        let read = |_broken| io::Error::other("a part of the workbook cannot be read");
        for index in 0..self.archive.len() {
            let name = self.archive.by_index_raw(index)?.name()?.into_owned();
            if let Some(bytes) = plan.parts.remove(&name) {
                writer.start_file(&*name, options)?;
                writer.write_all(&bytes)?;
            } else if let Some((marks, styles, drawing)) = plan.sheets.remove(&name) {
                writer.start_file(&*name, options)?;
                let source = BufReader::new(self.archive.by_index(index)?);
                let mut style = |old, mark| styles.get(&(old, mark)).copied();
                let style: sheet::Style<'_> = &mut style;
                rewrite(
                    source,
                    &marks,
                    (style, plan.coloured),
                    drawing.as_deref(),
                    &mut writer,
                )
                .map_err(read)?;
            } else {
                writer.raw_copy_file(self.archive.by_index_raw(index)?)?;
            }
        }
        for (name, bytes) in plan.parts {
            writer.start_file(name, options)?;
            writer.write_all(&bytes)?;
        }
        writer.finish().map(drop).map_err(Into::into)
    }
}

/// Where marks on the first cells of rows came to stand.
#[derive(Default)]
struct Places {
    firsts: BTreeMap<String, BTreeMap<u64, u32>>,
}

impl Places {
    fn of(&self, mark: &CellMark) -> Option<(String, u64, u32)> {
        let firsts = self.firsts.get(&mark.sheet)?;
        let column = mark.column.or_else(|| firsts.get(&mark.row).copied())?;
        Some((mark.sheet.clone(), mark.row, column))
    }
}

fn marks_of<'a>(annotation: &'a Annotation, sheet: &str) -> Vec<&'a CellMark> {
    let marks = annotation
        .lines
        .iter()
        .filter_map(|line| line.mark.as_ref());
    marks.filter(|mark| mark.sheet == sheet).collect()
}

fn rows_of(marks: &[&CellMark]) -> Marks {
    let mut rows = Marks::new();
    for mark in marks {
        let row = rows.entry(mark.row).or_default();
        match mark.column {
            Some(column) => *row.cells.entry(column).or_insert(false) |= mark.grave,
            None => row.first = Some(row.first.unwrap_or(false) | mark.grave),
        }
    }
    rows
}

fn notes_of(marks: &[&CellMark], firsts: &BTreeMap<u64, u32>) -> Notes {
    let mut notes = Notes::new();
    for mark in marks {
        let column = mark.column.or_else(|| firsts.get(&mark.row).copied());
        let Some(column) = column else {
            continue;
        };
        let note = notes.entry((mark.row, column)).or_default();
        // One cell may be wrong for many records, in the same words; the list has all of them.
        if note.contains(&mark.note) || note.len() > NOTE_MAX {
            continue;
        }
        if !note.is_empty() {
            note.push_str("\n\n");
        }
        note.push_str(&mark.note);
    }
    notes
}

/// A name that no sheet has yet.
fn free_name(wanted: &str, sheets: &[(String, String)]) -> String {
    let taken = |name: &str| {
        sheets
            .iter()
            .any(|(own, _)| own.to_lowercase() == name.to_lowercase())
    };
    let clean = wanted.replace(['[', ']', ':', '*', '?', '/', '\\', '\''], " ");
    let numbered = (1..=u32::MAX).map(|number| {
        let tail = match number {
            1 => String::new(),
            more => format!(" ({more})"),
        };
        let room = SHEET_NAME_MAX - tail.len();
        format!("{}{tail}", clean.chars().take(room).collect::<String>())
    });
    let mut free = numbered.filter(|name| !taken(name));
    free.next().unwrap_or_default()
}
