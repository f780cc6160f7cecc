//! Notes at cells: the part of comments and the drawing that shows them, new or with more in it.

use std::collections::BTreeMap;
use std::ops::Range;

use landbridge_contract::column_letters;

use super::xml::{Part, Tag, put, text};

/// The notes of a sheet: row from 1 and column from 0 to text.
pub(super) type Notes = BTreeMap<(u64, u32), String>;

const COMMENTS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
    <comments xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><authors></authors>\
    <commentList></commentList></comments>";

const DRAWING: &str = "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" \
    xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\">\
    <o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"1\"/></o:shapelayout></xml>";

/// The form of a box of text, as the office program writes it.
const SHAPE_TYPE: &str = "<v:shapetype id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" \
    path=\"m,l,21600r21600,l21600,xe\"><v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" \
    o:connecttype=\"rect\"/></v:shapetype>";

/// The comments of a sheet.
pub(super) struct Comments {
    pub(super) part: Vec<u8>,
    /// Cells that had a comment already: its text is longer now.
    pub(super) longer: Vec<(u64, u32)>,
    /// Cells whose comment was of an earlier copy, and is gone.
    pub(super) gone: Vec<String>,
}

/// The part of comments with these notes in it, and without those of an earlier copy. None where the part is not
/// as it should be.
pub(super) fn comments(old: Option<Vec<u8>>, author: &str, notes: &Notes) -> Option<Comments> {
    let mut part = Part::read(old.unwrap_or_else(|| COMMENTS.into()))?;
    let authors = part.first("authors")?.clone();
    let list = part.first("commentList")?.clone();
    let p = list.prefix.clone();
    let number = part.opening("author").count();
    let own = own_comments(&part, author)?;
    let commented: Vec<_> = part
        .opening("comment")
        .filter_map(|tag| Some((part.value(tag, "ref")?, tag.clone())))
        .filter(|(at, _)| !own.iter().any(|(own, _)| own == at))
        .collect();
    let mut longer = Vec::new();
    let mut new = String::new();
    for (&(row, column), note) in notes {
        let at = format!("{}{row}", column_letters(column));
        let note = text(note);
        let said = |tag: &Tag, close: usize| {
            part.text
                .get(tag.span.end..close)
                .is_some_and(|said| said.contains(&note))
        };
        if let Some((_, comment)) = commented.iter().find(|(own, _)| *own == at) {
            let close = part.close_of(comment)?.span.start;
            longer.push((row, column));
            if said(comment, close) {
                continue;
            }
            let own = part
                .opening("text")
                .find(|tag| (comment.span.end..close).contains(&tag.span.start))?;
            let run = format!("<{p}r><{p}t xml:space=\"preserve\">\n\n{note}</{p}t></{p}r>");
            let own = own.clone();
            part.put_within(&own, false, &run);
            continue;
        }
        put(
            &mut new,
            format_args!(
                "<{p}comment ref=\"{at}\" authorId=\"{number}\"><{p}text><{p}r><{p}t \
             xml:space=\"preserve\">{note}</{p}t></{p}r></{p}text></{p}comment>"
            ),
        );
    }
    let mut gone = Vec::new();
    for (at, span) in own {
        part.replace(span, "");
        gone.push(at);
    }
    let author = format!("<{p}author>{}</{p}author>", text(author));
    part.put_within(&authors, false, &author);
    part.put_within(&list, false, &new);
    Some(Comments {
        part: part.finish(),
        longer,
        gone,
    })
}

/// The comments of an earlier copy: their cells, and their bytes.
fn own_comments(part: &Part, author: &str) -> Option<Vec<(String, Range<usize>)>> {
    let mut ours = Vec::new();
    for (number, tag) in part.opening("author").enumerate() {
        let close = part
            .close_of(tag)
            .map_or(tag.span.end, |close| close.span.start);
        if part.text.get(tag.span.end..close) == Some(author) {
            ours.push(number.to_string());
        }
    }
    let mut found = Vec::new();
    for tag in part.opening("comment") {
        if part
            .value(tag, "authorId")
            .is_some_and(|id| ours.contains(&id))
        {
            let close = part.close_of(tag);
            let end = close.map_or(tag.span.end, |close| close.span.end);
            found.push((part.value(tag, "ref")?, tag.span.start..end));
        }
    }
    Some(found)
}

/// The drawing with a box for each of these cells. None where it is not as it should be.
pub(super) fn drawing(old: Option<Vec<u8>>, notes: &Notes, comments: &Comments) -> Option<Vec<u8>> {
    let without = &comments.longer;
    let old = String::from_utf8(old.unwrap_or_else(|| DRAWING.into())).ok()?;
    let old = without_boxes(&old, &comments.gone);
    let end = old.rfind("</xml>")?;
    let (head, tail) = old.split_at(end);
    let numbers = old.split("_x0000_s").skip(1).filter_map(|rest| {
        let digits = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        rest.get(..digits)?.parse::<u32>().ok()
    });
    let mut number = numbers.max().unwrap_or(0).max(1024);
    let mut out = head.to_owned();
    if !head.contains("id=\"_x0000_t202\"") {
        out.push_str(SHAPE_TYPE);
    }
    for (&(row, column), note) in notes.iter().filter(|(at, _)| !without.contains(at)) {
        number = number.saturating_add(1);
        let lines: usize = note.lines().map(|line| 1 + line.chars().count() / 44).sum();
        let row = row.saturating_sub(1);
        let bottom = row + 1 + u64::try_from(lines.clamp(3, 24)).unwrap_or(24);
        let (left, right) = (column + 1, column + 5);
        put(
            &mut out,
            format_args!(
                "<v:shape id=\"_x0000_s{number}\" type=\"#_x0000_t202\" style='position:absolute;\
             margin-left:60pt;margin-top:2pt;width:240pt;height:90pt;z-index:{};visibility:hidden' \
             fillcolor=\"#ffffe1\" o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/><v:shadow \
             color=\"black\" obscured=\"t\"/><v:path o:connecttype=\"none\"/><v:textbox \
             style='mso-direction-alt:auto'><div style='text-align:left'></div></v:textbox>\
             <x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>\
             {left}, 12, {row}, 2, {right}, 12, {bottom}, 4</x:Anchor><x:AutoFill>False</x:AutoFill>\
             <x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>",
                number - 1024,
            ),
        );
    }
    out.push_str(tail);
    Some(out.into_bytes())
}

/// A drawing without the boxes at these cells.
fn without_boxes(drawing: &str, cells: &[String]) -> String {
    let mut out = String::new();
    let mut rest = drawing;
    while let Some(begin) = rest.find("<v:shape ") {
        let Some(length) = rest.get(begin..).and_then(|shape| shape.find("</v:shape>")) else {
            break;
        };
        let end = begin + length + "</v:shape>".len();
        let (before, shape) = (rest.get(..begin), rest.get(begin..end).unwrap_or_default());
        out.push_str(before.unwrap_or_default());
        if !at(shape).is_some_and(|at| cells.contains(&at)) {
            out.push_str(shape);
        }
        rest = rest.get(end..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// The cell that a box of a note belongs to.
fn at(shape: &str) -> Option<String> {
    let number = |name: &str| {
        let begin = shape.find(&format!("<x:{name}>"))? + name.len() + 4;
        let rest = shape.get(begin..)?;
        rest.get(..rest.find('<')?)?.trim().parse::<u32>().ok()
    };
    Some(format!(
        "{}{}",
        column_letters(number("Column")?),
        number("Row")? + 1
    ))
}
