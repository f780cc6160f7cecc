//! What a workbook says of itself: its sheets, date system, and named ranges.

use std::collections::HashMap;
use std::sync::Arc;

use landbridge_contract::SourceFault;

use super::container::{Container, relations_of, resolve};
use super::scan::{Halt, Kind, Piece};
use super::text;
use crate::annotate;
use crate::fault::Place;
use crate::limits::{RELATIONS_MAX, SHEETS_MAX};
use crate::workbook::{SheetInfo, Visibility};

/// What is known of a workbook before any sheet is read.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    pub(crate) sheets: Vec<SheetPart>,
    pub(crate) from_1904: bool,
    /// Paths of the parts of shared strings and styles.
    pub(crate) strings: Option<String>,
    pub(crate) styles: Option<String>,
    pub(crate) names: Vec<DefinedName>,
}

/// A sheet of cells.
#[derive(Debug)]
pub(crate) struct SheetPart {
    pub(crate) info: SheetInfo,
    /// Path of its part; none where nothing relates to it.
    pub(crate) path: Option<String>,
    /// Its place among all sheets, charts included.
    pub(crate) position: usize,
}

/// A range that has a name.
#[derive(Debug)]
pub(crate) struct DefinedName {
    pub(crate) name: String,
    /// Position of the only sheet in which the name holds; none for the whole workbook.
    pub(crate) sheet: Option<usize>,
    /// What it stands for, such as `Vendors!$A$1:$D$20`.
    pub(crate) text: String,
}

/// A relation of a part to another one.
#[derive(Debug)]
pub(crate) struct Relation {
    pub(crate) id: String,
    /// Last word of its type: `worksheet`, `sharedStrings`. The rest differs between the
    /// transitional and the strict form.
    pub(crate) kind: String,
    /// Path from the root.
    pub(crate) path: String,
}

/// The relations of a part; none where it has no part of relations. Relations to what lies
/// outside the container are left out.
pub(crate) fn relations(container: &Container, base: &str) -> Result<Vec<Relation>, SourceFault> {
    let path = relations_of(base);
    let mut all = Vec::new();
    let Some(mut window) = container.describe(&path)? else {
        return Ok(all);
    };
    window.each(&mut |piece| {
        if piece.local() != b"Relationship" || piece.kind == Kind::End {
            return Ok(());
        }
        let external = value(piece, b"TargetMode")?.is_some_and(|mode| mode == "External");
        if !external {
            let kind = value(piece, b"Type")?.unwrap_or_default();
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            all.push(Relation {
                id: value(piece, b"Id")?.unwrap_or_default(),
                kind,
                path: resolve(base, &value(piece, b"Target")?.unwrap_or_default()),
            });
            within(all.len(), RELATIONS_MAX, "relations of a part")?;
        }
        Ok(())
    })?;
    Ok(all)
}

/// There are no more things than can be held.
fn within(count: usize, max: usize, things: &str) -> Result<(), Halt> {
    if count > max {
        let expected = format!("at most {max} {things}");
        return Err(Halt::Limit(
            format!("a workbook of more {things}"),
            expected,
        ));
    }
    Ok(())
}

/// The decoded value of an attribute.
pub(crate) fn value(piece: &Piece<'_>, name: &[u8]) -> Result<Option<String>, Halt> {
    let raw = piece.attribute(name);
    raw.map(|raw| text::plain(raw).map(std::borrow::Cow::into_owned))
        .transpose()
}

/// The decoded value of an attribute whatever its prefix.
fn prefixed(piece: &Piece<'_>, name: &[u8]) -> Result<Option<String>, Halt> {
    let mut attributes = piece.attributes.clone();
    let raw =
        attributes.find(|(found, _)| found.contains(&b':') && super::scan::local(found) == name);
    raw.map(|(_, raw)| text::plain(raw).map(std::borrow::Cow::into_owned))
        .transpose()
}

/// Whether an attribute says yes.
pub(crate) fn is_set(piece: &Piece<'_>, name: &[u8]) -> bool {
    matches!(
        piece.attribute(name).map(<[u8]>::trim_ascii),
        Some(b"1" | b"true" | b"on")
    )
}

impl Outline {
    /// Reads the part of the workbook, wherever the relations say that it is.
    pub(crate) fn read(container: &Container) -> Result<Self, SourceFault> {
        let place = Place::file(container.file());
        let root = relations(container, "")?;
        let stated = root
            .into_iter()
            .find(|relation| relation.kind == "officeDocument");
        let path = stated.map_or_else(|| "xl/workbook.xml".to_owned(), |relation| relation.path);
        let missing = || place.broken(format!("a container without its workbook part (`{path}`)"));
        let mut window = container.describe(&path)?.ok_or_else(missing)?;
        let relations = relations(container, &path)?;
        let by_id: HashMap<&str, &Relation> = relations
            .iter()
            .map(|relation| (relation.id.as_str(), relation))
            .collect();
        let of_kind = |kind: &str, beside: &str| {
            let stated = relations.iter().find(|relation| relation.kind == kind);
            let beside = resolve(&path, beside);
            stated
                .map(|relation| relation.path.clone())
                .or_else(|| container.find(&beside).map(|_| beside))
        };
        let mut outline = Self {
            strings: of_kind("sharedStrings", "sharedStrings.xml"),
            styles: of_kind("styles", "styles.xml"),
            ..Self::default()
        };
        let mut position = 0;
        let mut name: Option<DefinedName> = None;
        window.each(&mut |piece| {
            match (piece.local(), piece.kind) {
                (b"workbookPr", Kind::Start | Kind::Empty) => {
                    outline.from_1904 = is_set(piece, b"date1904");
                }
                (b"sheet", Kind::Start | Kind::Empty) => {
                    let id = prefixed(piece, b"id")?.unwrap_or_default();
                    let relation = by_id.get(id.as_str());
                    let kind = relation.map_or("worksheet", |relation| relation.kind.as_str());
                    if kind == "worksheet" {
                        outline.sheets.push(SheetPart {
                            info: info(piece)?,
                            path: relation.map(|relation| relation.path.clone()),
                            position,
                        });
                        within(outline.sheets.len(), SHEETS_MAX, "sheets")?;
                    }
                    position += 1;
                }
                (b"definedName", Kind::Start) => {
                    let sheet = value(piece, b"localSheetId")?;
                    name = Some(DefinedName {
                        name: value(piece, b"name")?.unwrap_or_default(),
                        sheet: sheet.and_then(|sheet| sheet.trim().parse().ok()),
                        text: String::new(),
                    });
                }
                (b"definedName", Kind::End) => {
                    if let Some(mut name) = name.take() {
                        text::plain(piece.text)?.trim().clone_into(&mut name.text);
                        outline.names.push(name);
                        within(outline.names.len(), RELATIONS_MAX, "names of ranges")?;
                    }
                }
                _ => {}
            }
            Ok(())
        })?;
        outline.without_list();
        Ok(outline)
    }

    /// Leaves out the sheet with the list of findings that an annotated copy has: it is none of the owner's.
    fn without_list(&mut self) {
        let of_list = |name: &&DefinedName| name.name.eq_ignore_ascii_case(annotate::LIST_NAME);
        let lists: Vec<String> = (self.names.iter().filter(of_list))
            .map(|list| {
                let sheet = list.text.rsplit_once('!').map_or("", |(sheet, _)| sheet);
                sheet.trim_matches('\'').replace("''", "'")
            })
            .collect();
        // A workbook of nothing else is somebody's own.
        if self.sheets.len() > lists.len() {
            self.sheets
                .retain(|one| !lists.iter().any(|list| **list == *one.info.name));
        }
    }
}

fn info(piece: &Piece<'_>) -> Result<SheetInfo, Halt> {
    let name = value(piece, b"name")?.unwrap_or_default();
    let state = value(piece, b"state")?;
    Ok(SheetInfo {
        name: Arc::from(name),
        visibility: match state.as_deref() {
            Some("hidden") => Visibility::Hidden,
            Some("veryHidden") => Visibility::VeryHidden,
            _ => Visibility::Visible,
        },
    })
}
