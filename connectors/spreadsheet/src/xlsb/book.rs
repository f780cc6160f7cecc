//! The workbook: its sheets, styles and shared strings.

use std::collections::{BTreeMap, HashMap};
use std::io::{BufReader, Read};
use std::sync::Arc;

use landbridge_contract::{ReadSeek, SourceFault};
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;
use zip::read::ZipFile;

use super::cells::{SheetCells, Survey};
use super::records::{Records, text};
use super::strings::Strings;
use crate::area::Area;
use crate::bytes::{u16_at, u32_at};
use crate::fault::Place;
use crate::format::Format;
use crate::hidden::Concealed;
use crate::limits::{RELATIONS_MAX, SHEETS_MAX};
use crate::package::Part;
use crate::workbook::{SheetInfo, Visibility};
use crate::xlsx::{relations_of, resolve};

const WORKBOOK_PROPERTIES: u32 = 153;
const BUNDLE_SHEET: u32 = 156;
const FORMAT: u32 = 44;
const CELL_STYLE: u32 = 47;
const BEGIN_CELL_STYLES: u32 = 617;
const END_CELL_STYLES: u32 = 618;

pub(super) type Bytes = BufReader<Box<dyn ReadSeek>>;

/// An opened workbook.
pub(crate) struct Book {
    file: Arc<str>,
    container: Container,
    sheets: Vec<(SheetInfo, usize)>,
    strings: Strings,
    styles: Styles,
    from_1904: bool,
    shown: bool,
    /// What was found of sheets, by their part.
    surveys: BTreeMap<usize, Survey>,
}

/// The formats of the cell styles.
#[derive(Debug, Default)]
pub(super) struct Styles {
    formats: Vec<u32>,
    parsed: HashMap<u32, Format>,
}

impl Styles {
    pub(super) fn format(&self, style: u32) -> Option<&Format> {
        let id = self.formats.get(usize::try_from(style).ok()?)?;
        self.parsed.get(id)
    }

    fn read<R: Read>(mut records: Records<R>) -> Result<Self, SourceFault> {
        let mut styles = Self::default();
        let mut in_cells = false;
        let wanted = |kind| {
            (FORMAT..=CELL_STYLE).contains(&kind)
                || kind == BEGIN_CELL_STYLES
                || kind == END_CELL_STYLES
        };
        while let Some(kind) = records.next(wanted)? {
            let data = &records.data;
            match kind {
                FORMAT => {
                    if let (Some(id), Some((code, _))) = (u16_at(data, 0), text(data, 2)) {
                        styles.parsed.insert(id.into(), Format::parse(&code));
                    }
                }
                BEGIN_CELL_STYLES => in_cells = true,
                END_CELL_STYLES => in_cells = false,
                CELL_STYLE if in_cells => {
                    let id = u16_at(data, 2).unwrap_or(0);
                    styles.formats.push(id.into());
                }
                _ => {}
            }
        }
        for id in &styles.formats {
            if !styles.parsed.contains_key(id)
                && let Some(format) = Format::builtin(*id)
            {
                styles.parsed.insert(*id, format);
            }
        }
        Ok(styles)
    }
}

/// The zip container and where its parts stand.
struct Container {
    archive: ZipArchive<Bytes>,
    parts: Vec<Part>,
    place: Place,
}

impl Container {
    /// The part at a path, without regard to case.
    fn find(&self, path: &str) -> Option<usize> {
        let path = path.to_lowercase();
        let same = |part: &Part| part.name.trim_start_matches('/') == path;
        self.parts.iter().position(same)
    }

    fn open(&mut self, index: usize) -> Result<Records<ZipFile<'_, Bytes>>, SourceFault> {
        let place = self.place.clone();
        let part = self.archive.by_index(index);
        let part =
            part.map_err(|error| place.broken(format!("a part that cannot be read ({error})")))?;
        Ok(Records::new(part, place))
    }

    /// The relations of the part at a path: identifier, kind and path of each target.
    fn relations(&mut self, path: &str) -> Result<Vec<[String; 3]>, SourceFault> {
        let Some(index) = self.find(&relations_of(path)) else {
            return Ok(Vec::new());
        };
        let place = self.place.clone();
        let broken =
            |error: &dyn std::fmt::Display| place.broken(format!("broken relations ({error})"));
        let part = self
            .archive
            .by_index(index)
            .map_err(|error| broken(&error))?;
        let mut xml = quick_xml::Reader::from_reader(BufReader::new(part));
        let mut buffer = Vec::new();
        let mut relations = Vec::new();
        loop {
            buffer.clear();
            match xml
                .read_event_into(&mut buffer)
                .map_err(|error| broken(&error))?
            {
                Event::Start(element) | Event::Empty(element)
                    if element.local_name().as_ref() == "Relationship" =>
                {
                    let target = resolve(path, &attribute(&element, "Target"));
                    relations.push([
                        attribute(&element, "Id"),
                        attribute(&element, "Type"),
                        target,
                    ]);
                    if relations.len() > RELATIONS_MAX {
                        let expected = format!("at most {RELATIONS_MAX} relations of a part");
                        return Err(place.limit("a part with more relations", expected));
                    }
                }
                Event::Eof => return Ok(relations),
                _ => {}
            }
        }
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> String {
    let mut attributes = element.attributes().flatten();
    let attribute = attributes.find(|attribute| attribute.key.as_ref() == name);
    let value = attribute
        .as_ref()
        .map(|attribute| unescape(&attribute.value));
    value.and_then(Result::ok).unwrap_or_default().into_owned()
}

/// What the part of the workbook tells: sheets by the identifier of their relation, and whether
/// dates are counted from 1904.
fn outline<R: Read>(
    mut records: Records<R>,
    place: &Place,
) -> Result<(Vec<(SheetInfo, String)>, bool), SourceFault> {
    let mut sheets = Vec::new();
    let mut from_1904 = false;
    while let Some(kind) =
        records.next(|kind| kind == WORKBOOK_PROPERTIES || kind == BUNDLE_SHEET)?
    {
        let data = &records.data;
        if kind == WORKBOOK_PROPERTIES {
            from_1904 = data.first().is_some_and(|flags| flags & 1 != 0);
            continue;
        }
        let Some((relation, end)) = text(data, 8) else {
            continue;
        };
        let Some((name, _)) = text(data, end) else {
            continue;
        };
        let visibility = match u32_at(data, 0) {
            Some(1) => Visibility::Hidden,
            Some(2) => Visibility::VeryHidden,
            _ => Visibility::Visible,
        };
        let name = Arc::from(name);
        sheets.push((SheetInfo { name, visibility }, relation));
        if sheets.len() > SHEETS_MAX {
            let expected = format!("at most {SHEETS_MAX} sheets");
            return Err(place.limit("a workbook of more sheets", expected));
        }
    }
    Ok((sheets, from_1904))
}

impl Book {
    /// Opens a container that was found safe.
    pub(crate) fn open(
        file: &Arc<str>,
        bytes: Bytes,
        parts: Vec<Part>,
    ) -> Result<Self, SourceFault> {
        let place = Place::file(file);
        let archive = ZipArchive::new(bytes);
        let archive =
            archive.map_err(|error| place.broken(format!("a broken container ({error})")))?;
        let mut container = Container {
            archive,
            parts,
            place,
        };
        let workbook = workbook(&mut container)?;
        let relations = container.relations(&workbook)?;
        let index = container.find(&workbook);
        let index = index.ok_or_else(|| {
            container
                .place
                .broken("a container without its workbook part")
        })?;
        let (listed, from_1904) = outline(container.open(index)?, &Place::file(file))?;
        let mut sheets = Vec::new();
        for (info, id) in listed {
            let relation = relations.iter().find(|[known, ..]| *known == id);
            let Some([_, kind, path]) = relation else {
                let found = format!("no part for the sheet \"{}\"", info.name);
                return Err(container.place.broken(found));
            };
            if !kind.ends_with("/worksheet") {
                continue; // a chart, a dialogue, macros
            }
            let part = container.find(path);
            let missing = || {
                container
                    .place
                    .broken(format!("no part for the sheet \"{}\"", info.name))
            };
            sheets.push((info.clone(), part.ok_or_else(missing)?));
        }
        let related = |kind: &str| {
            let relation = relations.iter().find(|[_, known, _]| known.ends_with(kind));
            relation.and_then(|[_, _, path]| container.find(path))
        };
        let (strings, styles) = (related("/sharedStrings"), related("/styles"));
        let strings = strings
            .map(|index| Strings::read(container.open(index)?, &Place::file(file)))
            .transpose()?;
        let styles = styles
            .map(|index| Styles::read(container.open(index)?))
            .transpose()?;
        Ok(Self {
            file: Arc::clone(file),
            container,
            sheets,
            strings: strings.unwrap_or_default(),
            styles: styles.unwrap_or_default(),
            from_1904,
            shown: false,
            surveys: BTreeMap::new(),
        })
    }

    pub(crate) fn sheets(&self) -> Vec<SheetInfo> {
        self.sheets.iter().map(|(info, _)| info.clone()).collect()
    }

    pub(crate) fn dates_from_1904(&self) -> bool {
        self.from_1904
    }

    /// Asks for what a person sees.
    pub(crate) fn show(&mut self) {
        self.shown = true;
    }

    pub(crate) fn concealed(&mut self, sheet: &str) -> Result<Concealed, SourceFault> {
        Ok(self.survey(sheet)?.concealed.clone())
    }

    pub(crate) fn merged(&mut self, sheet: &str) -> Result<Vec<Area>, SourceFault> {
        Ok(self.survey(sheet)?.merged.clone())
    }

    fn survey(&mut self, sheet: &str) -> Result<&Survey, SourceFault> {
        let part = self.part(sheet)?;
        if !self.surveys.contains_key(&part) {
            let place = Place::file(&self.file);
            let survey = Survey::take(self.container.open(part)?, &place)?;
            self.surveys.insert(part, survey);
        }
        let survey = self.surveys.get(&part);
        survey.ok_or_else(|| Place::file(&self.file).broken("a sheet that is not there"))
    }

    fn part(&self, sheet: &str) -> Result<usize, SourceFault> {
        let part = self.sheets.iter().find(|(info, _)| *info.name == *sheet);
        let part = part.map(|(_, part)| *part);
        part.ok_or_else(|| Place::file(&self.file).broken("a sheet that is not there"))
    }

    /// The cells of a sheet, in order.
    pub(crate) fn cells(&mut self, sheet: &str) -> Result<SheetCells<'_>, SourceFault> {
        let part = self.part(sheet)?;
        let records = self.container.open(part)?;
        Ok(SheetCells::new(
            records,
            &self.strings,
            &self.styles,
            self.from_1904,
            self.shown,
        ))
    }
}

/// The path of the part of the workbook.
fn workbook(container: &mut Container) -> Result<String, SourceFault> {
    let relations = container.relations("")?;
    let mut relations = relations.into_iter();
    let related = relations.find(|[_, kind, _]| kind.ends_with("/officeDocument"));
    if let Some([_, _, path]) = related {
        return Ok(path);
    }
    let named = container
        .parts
        .iter()
        .find(|part| part.name.ends_with("workbook.bin"));
    let named = named.map(|part| part.name.trim_start_matches('/').to_owned());
    named.ok_or_else(|| {
        container
            .place
            .broken("a container without its workbook part")
    })
}
