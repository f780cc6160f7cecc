//! The parts that say what a workbook is made of: its sheets, relations and content types.

use super::xml::{Kind, Part, put, text};

const SHEET_TYPE: &str =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml";
const COMMENTS_TYPE: &str =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml";
const DRAWING_TYPE: &str = "application/vnd.openxmlformats-officedocument.vmlDrawing";

const RELATIONSHIPS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
    <Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>";

/// Relations of a part: id, the last word of the type, the part they lead to.
pub(super) struct Relations {
    part: Part,
    of: String,
    all: Vec<(String, String, String)>,
}

impl Relations {
    /// The relations of the part `of`, which may have none yet.
    pub(super) fn read(bytes: Option<Vec<u8>>, of: &str) -> Option<Self> {
        let part = Part::read(bytes.unwrap_or_else(|| RELATIONSHIPS.into()))?;
        let mut all = Vec::new();
        for tag in part.opening("Relationship") {
            let value = |name| part.value(tag, name);
            let (id, kind, target) = (value("Id")?, value("Type")?, value("Target")?);
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            let outside = value("TargetMode").is_some_and(|mode| mode == "External");
            let target = if outside {
                String::new()
            } else {
                resolved(of, &target)
            };
            all.push((id, kind, target));
        }
        Some(Self {
            part,
            of: of.to_owned(),
            all,
        })
    }

    pub(super) fn target(&self, id: &str) -> Option<&str> {
        let found = self.all.iter().find(|(own, ..)| own == id)?;
        Some(&found.2)
    }

    pub(super) fn of_kind(&self, kind: &str) -> Option<&str> {
        let found = self.all.iter().find(|(_, own, _)| own == kind)?;
        Some(&found.2)
    }

    /// Adds a relation to a part; its id.
    pub(super) fn add(&mut self, kind: &str, target: &str) -> String {
        let free = (1..=u32::MAX).map(|number| format!("landbridge{number}"));
        let mut free = free.filter(|id| !self.all.iter().any(|(own, ..)| own == id));
        let id = free.next().unwrap_or_default();
        if let Some(root) = self.part.root().cloned() {
            let new = format!(
                "<{}Relationship Id=\"{id}\" Type=\"{}/{kind}\" Target=\"/{}\"/>",
                root.prefix,
                super::RELATIONS,
                text(target)
            );
            self.part.put_within(&root, false, &new);
        }
        self.all
            .push((id.clone(), kind.to_owned(), target.to_owned()));
        id
    }

    /// The name of the part, and what it holds.
    pub(super) fn finish(self) -> (String, Vec<u8>) {
        (relations_of(&self.of), self.part.finish())
    }
}

/// The name of the part with the relations of another.
pub(super) fn relations_of(part: &str) -> String {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    if folder.is_empty() {
        format!("_rels/{name}.rels")
    } else {
        format!("{folder}/_rels/{name}.rels")
    }
}

/// The part that a target names, seen from the part `of`.
pub(super) fn resolved(of: &str, target: &str) -> String {
    if let Some(whole) = target.strip_prefix('/') {
        return whole.to_owned();
    }
    let folder = of.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The description of a workbook.
pub(super) struct Book {
    part: Part,
    /// Names of sheets with the ids of their relations, in their order.
    pub(super) sheets: Vec<(String, String)>,
}

impl Book {
    pub(super) fn read(bytes: Vec<u8>) -> Option<Self> {
        let part = Part::read(bytes)?;
        let mut sheets = Vec::new();
        for tag in part.opening("sheet") {
            let raw = part.text.get(tag.span.clone())?;
            let id = raw.find(":id").and_then(|end| {
                let begin = raw.get(..end)?.rfind(char::is_whitespace)? + 1;
                part.value(tag, raw.get(begin..end + 3)?)
            });
            sheets.push((part.value(tag, "name")?, id?));
        }
        Some(Self { part, sheets })
    }

    /// The form of Excel's own that stands without drawings of notes.
    pub(super) fn is_strict(&self) -> bool {
        self.part.text.contains("http://purl.oclc.org/ooxml/")
    }

    /// The list of an earlier copy: the name of its sheet.
    pub(super) fn list(&self) -> Option<String> {
        let mut names = self.part.opening("definedName");
        let tag = names.find(|tag| {
            let name = self.part.value(tag, "name");
            name.is_some_and(|name| name.eq_ignore_ascii_case(super::LIST_NAME))
        })?;
        let close = self.part.close_of(tag)?.span.start;
        let text = self.part.text.get(tag.span.end..close)?;
        let text = quick_xml::escape::unescape(text).ok()?;
        let sheet = text
            .rsplit_once('!')?
            .0
            .trim_matches('\'')
            .replace("''", "'");
        self.sheets
            .iter()
            .any(|(name, _)| *name == sheet)
            .then_some(sheet)
    }

    /// Puts a sheet before all others, and lets everything that counts sheets count one more. The sheet that
    /// was in front stays so.
    pub(super) fn with_first_sheet(mut self, name: &str, relation: &str) -> Option<Vec<u8>> {
        let part = &mut self.part;
        let sheets = part.first("sheets")?.clone();
        let ids = part
            .opening("sheet")
            .filter_map(|tag| part.value(tag, "sheetId"));
        let last: u32 = ids.filter_map(|id| id.parse().ok()).max().unwrap_or(0);
        let p = sheets.prefix.clone();
        let new = format!(
            "<{p}sheet xmlns:r=\"{}\" name=\"{}\" sheetId=\"{}\" r:id=\"{relation}\"/>",
            super::RELATIONS,
            text(name),
            last + 1
        );
        part.put_within(&sheets, true, &new);
        let quoted = name.replace('\'', "''");
        let mark = format!(
            "<{p}definedName name=\"{}\">{}</{p}definedName>",
            crate::annotate::LIST_NAME,
            text(&format!("'{quoted}'!$A$1"))
        );
        if let Some(names) = part.first("definedNames").cloned() {
            part.put_within(&names, false, &mark);
        } else {
            // The order of elements in a workbook's description is fixed.
            let before = ["sheets", "functionGroups", "externalReferences"];
            let ends = before.iter().filter_map(|name| {
                let open = part.first(name)?;
                let close = part.close_of(open);
                Some(close.unwrap_or(open).span.end)
            });
            let at = ends.max()?;
            let names = format!("<{p}definedNames>{mark}</{p}definedNames>");
            part.replace(at..at, names);
        }
        let counting: Vec<_> = part
            .tags
            .iter()
            .filter(|tag| tag.kind != Kind::End)
            .filter_map(|tag| match tag.local.as_str() {
                "definedName" => Some((tag.clone(), "localSheetId")),
                _ => None,
            })
            .collect();
        for (tag, name) in counting {
            if let Some(number) = part
                .value(&tag, name)
                .and_then(|one| one.parse::<u32>().ok())
            {
                part.set(&tag, name, &(number + 1).to_string());
            }
        }
        let views: Vec<_> = part.opening("workbookView").cloned().collect();
        if views.is_empty() {
            let view = format!("<{p}bookViews><{p}workbookView activeTab=\"1\"/></{p}bookViews>");
            part.replace(sheets.span.start..sheets.span.start, view);
        }
        for view in views {
            let value = part
                .value(&view, "activeTab")
                .and_then(|one| one.parse().ok());
            part.set(
                &view,
                "activeTab",
                &(value.unwrap_or(0_u32) + 1).to_string(),
            );
        }
        Some(self.part.finish())
    }
}

/// Says what the new parts hold.
pub(super) fn content_types(
    bytes: Vec<u8>,
    sheet: Option<&str>,
    comments: &[String],
) -> Option<Vec<u8>> {
    let mut part = Part::read(bytes)?;
    let root = part.root()?.clone();
    let p = root.prefix.clone();
    let knows_drawings = part.opening("Default").any(|tag| {
        part.value(tag, "Extension")
            .is_some_and(|ending| ending.eq_ignore_ascii_case("vml"))
    });
    let mut new = String::new();
    if !knows_drawings {
        let first = format!("<{p}Default Extension=\"vml\" ContentType=\"{DRAWING_TYPE}\"/>");
        part.put_within(&root, true, &first);
    }
    for (name, kind) in sheet
        .into_iter()
        .map(|name| (name, SHEET_TYPE))
        .chain(comments.iter().map(|name| (name.as_str(), COMMENTS_TYPE)))
    {
        put(
            &mut new,
            format_args!(
                "<{p}Override PartName=\"/{}\" ContentType=\"{kind}\"/>",
                text(name)
            ),
        );
    }
    part.put_within(&root, false, &new);
    Some(part.finish())
}
