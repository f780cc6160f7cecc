//! Styles for marked cells: that of the cell, with another colour behind it.

use std::collections::{BTreeMap, BTreeSet};

use super::xml::{Part, Tag, put};

const GRAVE: &str = "FFF8C1BC";
const WARNING: &str = "FFFFE9A8";
const HEAD: &str = "FF1F3A5F";

/// Styles that the copy gets.
pub(super) struct Styles {
    part: Part,
    /// How many the workbook has.
    known: u32,
    /// The new styles in their order: the old one, and whether the mark is grave; none takes the colour of an
    /// earlier copy away.
    wanted: Vec<(u32, Option<bool>)>,
    by_old: BTreeMap<(u32, Option<bool>), u32>,
    /// Those that an earlier copy has made.
    coloured: BTreeSet<u32>,
}

/// The styles of the list's own cells.
pub(super) struct ListStyles {
    pub(super) title: u32,
    pub(super) text: u32,
    pub(super) link: u32,
    pub(super) grave: u32,
    pub(super) warning: u32,
}

impl Styles {
    pub(super) fn read(bytes: Vec<u8>) -> Option<Self> {
        let part = Part::read(bytes)?;
        let xfs = part.first("cellXfs")?.clone();
        let count = inside(&part, &xfs, "xf").len();
        let coloured = coloured_by_a_copy(&part, &xfs);
        Some(Self {
            part,
            known: u32::try_from(count).ok()?,
            wanted: Vec::new(),
            by_old: BTreeMap::new(),
            coloured,
        })
    }

    /// Whether an earlier copy coloured cells.
    pub(super) fn has_colours(&self) -> bool {
        !self.coloured.is_empty()
    }

    /// The style for a cell that has the style `old`: coloured for a mark, without its colour where it has that
    /// of an earlier copy, else none.
    pub(super) fn marked(&mut self, old: u32, mark: Option<bool>) -> Option<u32> {
        if mark.is_none() && !self.coloured.contains(&old) {
            return None;
        }
        let next = self.known + u32::try_from(self.wanted.len()).unwrap_or(u32::MAX);
        Some(*self.by_old.entry((old, mark)).or_insert_with(|| {
            self.wanted.push((old, mark));
            next
        }))
    }

    /// The part with all new styles, and those of the list. None where the workbook's styles are not as
    /// they should be.
    pub(super) fn finish(mut self) -> Option<(Vec<u8>, ListStyles)> {
        let part = &self.part;
        let (fills, fonts, xfs) = (
            part.first("fills")?.clone(),
            part.first("fonts")?.clone(),
            part.first("cellXfs")?.clone(),
        );
        let own = inside(part, &xfs, "xf");
        let (fill, font) = (
            inside(part, &fills, "fill").len(),
            inside(part, &fonts, "font").len(),
        );
        let p = xfs.prefix.clone();
        let mut new = String::new();
        for (old, mark) in &self.wanted {
            // A cell whose style the workbook does not have is shown in the first one.
            let xf = usize::try_from(*old)
                .ok()
                .and_then(|old| own.get(old))
                .or(own.first())?;
            let end = part
                .close_of(xf)
                .map_or(xf.span.end, |close| close.span.end);
            let whole = xf.span.start..end;
            let number = mark.map_or(0, |grave| fill + usize::from(!grave));
            new.push_str(&coloured(part.text.get(whole)?, number));
        }
        let next = self.known + u32::try_from(self.wanted.len()).ok()?;
        let (own_xfs, own_count) = list_xfs(&p, fill, font);
        new.push_str(&own_xfs);
        let (new_fills, new_fonts) = list_parts(&p);
        let part = &mut self.part;
        part.put_within(&fills, false, &new_fills);
        part.set(&fills, "count", &(fill + 3).to_string());
        part.put_within(&fonts, false, &new_fonts);
        part.set(&fonts, "count", &(font + 2).to_string());
        part.put_within(&xfs, false, &new);
        let count = next + own_count;
        part.set(&xfs, "count", &count.to_string());
        let styles = ListStyles {
            title: next,
            text: next + 1,
            link: next + 2,
            grave: next + 3,
            warning: next + 4,
        };
        Some((self.part.finish(), styles))
    }
}

/// The elements of that name right within another.
fn inside(part: &Part, open: &Tag, local: &str) -> Vec<Tag> {
    let close = part
        .close_of(open)
        .map_or(open.span.end, |tag| tag.span.start);
    part.opening(local)
        .filter(|tag| tag.depth == open.depth + 1)
        .filter(|tag| (open.span.end..close).contains(&tag.span.start))
        .cloned()
        .collect()
}

/// The styles whose fill is a colour of marks.
fn coloured_by_a_copy(part: &Part, xfs: &Tag) -> BTreeSet<u32> {
    let Some(fills) = part.first("fills") else {
        return BTreeSet::new();
    };
    let ours: Vec<String> = (0..)
        .zip(inside(part, fills, "fill"))
        .filter(|(_, fill)| {
            let close = part
                .close_of(fill)
                .map_or(fill.span.end, |close| close.span.start);
            let held = part.text.get(fill.span.end..close).unwrap_or_default();
            [GRAVE, WARNING].iter().any(|colour| held.contains(colour))
        })
        .map(|(number, _): (usize, Tag)| number.to_string())
        .collect();
    (0..)
        .zip(inside(part, xfs, "xf"))
        .filter(|(_, xf)| {
            part.value(xf, "fillId")
                .is_some_and(|fill| ours.contains(&fill))
        })
        .map(|(number, _)| number)
        .collect()
}

/// The styles of the list's own cells, and how many they are.
fn list_xfs(p: &str, fill: usize, font: usize) -> (String, u32) {
    let mut new = String::new();
    let list = [
        format!("fontId=\"{font}\" fillId=\"{}\"", fill + 2),
        "fontId=\"0\" fillId=\"0\"".to_owned(),
        format!("fontId=\"{}\" fillId=\"0\"", font + 1),
        format!("fontId=\"0\" fillId=\"{fill}\""),
        format!("fontId=\"0\" fillId=\"{}\"", fill + 1),
    ];
    for one in &list {
        put(
            &mut new,
            format_args!(
                "<{p}xf numFmtId=\"0\" {one} borderId=\"0\" xfId=\"0\" applyFont=\"1\" applyFill=\"1\" \
                 applyAlignment=\"1\"><{p}alignment vertical=\"top\" wrapText=\"1\"/></{p}xf>"
            ),
        );
    }
    (new, 5)
}

/// The colours, and the fonts of titles and links.
fn list_parts(p: &str) -> (String, String) {
    let solid = |colour: &str| {
        format!(
            "<{p}fill><{p}patternFill patternType=\"solid\"><{p}fgColor rgb=\"{colour}\"/>\
                 <{p}bgColor indexed=\"64\"/></{p}patternFill></{p}fill>"
        )
    };
    let fonts = format!(
        "<{p}font><{p}b/><{p}sz val=\"11\"/><{p}color rgb=\"FFFFFFFF\"/><{p}name val=\"Calibri\"/></{p}font>\
             <{p}font><{p}u/><{p}sz val=\"11\"/><{p}color rgb=\"FF0563C1\"/><{p}name val=\"Calibri\"/></{p}font>"
    );
    ([GRAVE, WARNING, HEAD].map(solid).concat(), fonts)
}

/// An `xf` with another fill.
fn coloured(xf: &str, fill: usize) -> String {
    let mut new = xf.to_owned();
    for (name, value) in [("fillId", fill.to_string()), ("applyFill", "1".to_owned())] {
        let end = new.find('>').unwrap_or(new.len());
        let head = new.get(..end).unwrap_or_default().to_owned();
        if let Some((_, span)) = super::xml::attribute(&head, name) {
            new.replace_range(span, &value);
        } else {
            let at = head
                .find(|c: char| c.is_whitespace() || c == '/')
                .unwrap_or(head.len());
            new.insert_str(at, &format!(" {name}=\"{value}\""));
        }
    }
    new
}
