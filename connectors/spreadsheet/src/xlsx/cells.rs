//! Finds the cells of a row: where each stands and its raw value, without decoding any.
//!
//! Cells as office programs write them take a short way through [`plain_tag`] and
//! [`plain_content`]; whatever is written otherwise (prefixes, other quotes, comments, formulas)
//! goes through the general scanner and comes to the same.

use memchr::memchr;

use super::scan::{self, Attributes, Halt, Kind};
use crate::limits::{COLUMNS_MAX, ROWS_MAX};

/// The type of a cell (ECMA-376 part 1, 18.18.11, `ST_CellType`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum CellType {
    /// No type: a number, or the text of a careless program.
    #[default]
    Unsaid,
    Number,
    Shared,
    /// The text that a formula gave.
    Text,
    Inline,
    Bool,
    Error,
    Date,
}

/// A cell as it stands in the sheet.
#[derive(Debug, Clone)]
pub(crate) struct RawCell<'a> {
    /// Row, from 1.
    pub(crate) row: u32,
    /// Column, from 0.
    pub(crate) column: u32,
    pub(crate) style: u32,
    pub(crate) kind: CellType,
    /// The value, undecoded; for an inline string, its element's inside.
    pub(crate) value: &'a [u8],
    pub(crate) formula: Option<RawFormula<'a>>,
}

/// A formula as it stands in a cell.
#[derive(Debug, Clone)]
pub(crate) struct RawFormula<'a> {
    pub(crate) attributes: Attributes<'a>,
    pub(crate) text: &'a [u8],
}

/// A row that was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct RowStart {
    /// From 1.
    pub(crate) number: u32,
    /// Whether it is not shown.
    pub(crate) hidden: bool,
}

/// Takes the cells of rows as they are found. A row that could not be scanned to its end is begun
/// again later.
pub(crate) trait Visit {
    fn row(&mut self, row: RowStart);

    fn cell(&mut self, cell: &RawCell<'_>) -> Result<(), Halt>;
}

/// A tag `c`.
#[derive(Debug, Clone, Copy, Default)]
struct Tag {
    /// Column from 0 and row from 1.
    reference: Option<(u32, u32)>,
    style: u32,
    kind: CellType,
    empty: bool,
}

/// Names of elements: those of this sheet's own namespace have its prefix.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    prefix: Vec<u8>,
}

impl Names {
    /// The names in use where the root element has this name.
    pub(crate) fn of_root(name: &[u8]) -> Self {
        let prefix = name.len() - scan::local(name).len();
        Self {
            prefix: name.get(..prefix).unwrap_or_default().to_vec(),
        }
    }

    /// The name without the prefix; nothing for names of other namespaces.
    pub(crate) fn local<'n>(&self, name: &'n [u8]) -> &'n [u8] {
        let local = name
            .strip_prefix(self.prefix.as_slice())
            .unwrap_or_default();
        if local.contains(&b':') { &[] } else { local }
    }
}

/// What is known of the rows before.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Before {
    /// The row after which one without a number is counted.
    pub(crate) counted: u32,
    /// The last row with a cell.
    pub(crate) last: u32,
}

/// What was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    /// A row with cells.
    Row(u32),
    /// A row without any.
    Bare(u32),
    /// Something else.
    Other,
    /// The end of the rows.
    End,
}

/// Takes a whole row, and lets the visitor see its cells.
pub(crate) fn take<V: Visit>(
    rest: &mut &[u8],
    names: &Names,
    before: Before,
    visitor: &mut V,
) -> Result<Taken, Halt> {
    let piece = scan::next(rest)?;
    match (names.local(piece.name), piece.kind) {
        (b"row", Kind::Start) => {
            let (stated, hidden) = row_attributes(piece.attributes)?;
            row(rest, names, before, stated, hidden, visitor)
        }
        (b"row", Kind::Empty) => {
            let (stated, _) = row_attributes(piece.attributes)?;
            Ok(Taken::Bare(
                stated.unwrap_or(before.counted.saturating_add(1)),
            ))
        }
        (b"sheetData", Kind::End) => Ok(Taken::End),
        (_, Kind::End) => Err(Halt::Broken("tags that do not close each other".to_owned())),
        (_, Kind::Start) => scan::skip(rest).map(|()| Taken::Other),
        (_, Kind::Empty) => Ok(Taken::Other),
    }
}

fn row<V: Visit>(
    rest: &mut &[u8],
    names: &Names,
    before: Before,
    stated: Option<u32>,
    hidden: bool,
    visitor: &mut V,
) -> Result<Taken, Halt> {
    let mut number = stated.unwrap_or(before.counted.saturating_add(1));
    let mut next_column = 0;
    let mut begun = false;
    let plain = names.prefix.is_empty();
    let digits = number.to_string();
    loop {
        let tag = match plain
            .then(|| plain_tag(rest, number, digits.as_bytes()))
            .flatten()
        {
            Some((tag, after)) => {
                *rest = after;
                tag
            }
            None => match next_tag(rest, names)? {
                Some(tag) => tag,
                None if begun => return Ok(Taken::Row(number)),
                None => return Ok(Taken::Bare(number)),
            },
        };
        let column = match tag.reference {
            Some((column, row)) => {
                if !begun && stated.is_none() && row > before.last {
                    number = row;
                }
                if row != number {
                    return Err(out_of_order());
                }
                column
            }
            None => next_column,
        };
        if !begun {
            if number <= before.last {
                return Err(out_of_order());
            }
            visitor.row(RowStart { number, hidden });
            begun = true;
        }
        if column < next_column {
            return Err(out_of_order());
        }
        if column >= COLUMNS_MAX || number > ROWS_MAX {
            return Err(Halt::Broken(
                "a cell beyond the last row or column".to_owned(),
            ));
        }
        next_column = column + 1;
        if tag.empty {
            continue;
        }
        let (value, formula) = match plain.then(|| plain_content(rest)).flatten() {
            Some((value, after)) => {
                *rest = after;
                (value, None)
            }
            None => content(rest, names)?,
        };
        visitor.cell(&RawCell {
            row: number,
            column,
            style: tag.style,
            kind: tag.kind,
            value,
            formula,
        })?;
    }
}

fn out_of_order() -> Halt {
    Halt::Broken("cells that are out of order or there twice".to_owned())
}

/// Number and visibility of a row. Hidden is a row that says so (by hand, by a filter, or as a
/// folded group), and one whose height was set to nothing.
fn row_attributes(attributes: Attributes<'_>) -> Result<(Option<u32>, bool), Halt> {
    let (mut number, mut hidden, mut flat, mut custom) = (None, false, false, false);
    for (name, value) in attributes {
        let is_yes = || matches!(value.trim_ascii(), b"1" | b"true");
        match name {
            b"r" => {
                let row = whole(value.trim_ascii()).filter(|row| *row > 0);
                number = Some(row.ok_or_else(|| {
                    let found = String::from_utf8_lossy(value);
                    Halt::Broken(format!("a row with the number `{found}`"))
                })?);
            }
            b"hidden" => hidden = is_yes(),
            b"customHeight" => custom = is_yes(),
            b"ht" => flat = is_nothing(value),
            _ => {}
        }
    }
    Ok((number, hidden || (flat && custom)))
}

/// Whether a height or width is zero or less.
pub(crate) fn is_nothing(size: &[u8]) -> bool {
    let size = std::str::from_utf8(size).ok();
    let size = size.and_then(|size| size.trim().parse::<f64>().ok());
    size.is_some_and(|size| size <= 0.0)
}

/// The next tag of a cell; none at the end of the row.
fn next_tag(rest: &mut &[u8], names: &Names) -> Result<Option<Tag>, Halt> {
    loop {
        let piece = scan::next(rest)?;
        match (names.local(piece.name), piece.kind) {
            (b"c", Kind::Start | Kind::Empty) => {
                let mut tag = Tag {
                    empty: piece.kind == Kind::Empty,
                    ..Tag::default()
                };
                for (name, value) in piece.attributes {
                    tag.take(name, value)?;
                }
                return Ok(Some(tag));
            }
            (b"row", Kind::End) => return Ok(None),
            (_, Kind::End) => {
                return Err(Halt::Broken("tags that do not close each other".to_owned()));
            }
            (_, Kind::Start) => scan::skip(rest)?,
            (_, Kind::Empty) => {}
        }
    }
}

impl Tag {
    fn take(&mut self, name: &[u8], value: &[u8]) -> Result<(), Halt> {
        let value = value.trim_ascii();
        match name {
            b"r" => {
                let found = reference(value).filter(|(_, _, after)| after.is_empty());
                let (column, row, _) = found.ok_or_else(|| {
                    let found = String::from_utf8_lossy(value);
                    Halt::Broken(format!("a cell with the reference `{found}`"))
                })?;
                self.reference = Some((column, row));
            }
            b"s" => self.style = whole(value).unwrap_or(0),
            b"t" => self.kind = cell_type(value)?,
            _ => {}
        }
        Ok(())
    }
}

fn cell_type(word: &[u8]) -> Result<CellType, Halt> {
    Ok(match word {
        b"s" => CellType::Shared,
        b"n" => CellType::Number,
        b"str" => CellType::Text,
        b"inlineStr" => CellType::Inline,
        b"b" => CellType::Bool,
        b"e" => CellType::Error,
        b"d" => CellType::Date,
        b"" => CellType::Unsaid,
        other => {
            let found = String::from_utf8_lossy(other);
            return Err(Halt::Broken(format!(
                "a cell of the unknown type `{found}`"
            )));
        }
    })
}

/// A cell reference such as `AB12`: column from 0, row from 1, and what stands after it.
pub(crate) fn reference(bytes: &[u8]) -> Option<(u32, u32, &[u8])> {
    let mut column = 0_u32;
    let mut rest = bytes;
    while let [letter, after @ ..] = rest {
        let digit = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a',
            _ => break,
        };
        column = column.checked_mul(26)?.checked_add(u32::from(digit) + 1)?;
        rest = after;
    }
    let mut row = 0_u32;
    while let [digit @ b'0'..=b'9', after @ ..] = rest {
        row = row.checked_mul(10)?.checked_add(u32::from(digit - b'0'))?;
        rest = after;
    }
    Some((column.checked_sub(1)?, (row > 0).then_some(row)?, rest))
}

/// A number of digits only.
pub(crate) fn whole(bytes: &[u8]) -> Option<u32> {
    if bytes.is_empty() {
        return None;
    }
    bytes.iter().try_fold(0_u32, |number, byte| {
        let digit = byte.is_ascii_digit().then(|| u32::from(byte - b'0'))?;
        number.checked_mul(10)?.checked_add(digit)
    })
}

/// The tag of a cell as office programs write it. None for all others, and where bytes are
/// missing. `digits` are those of the row.
fn plain_tag<'a>(bytes: &'a [u8], row: u32, digits: &[u8]) -> Option<(Tag, &'a [u8])> {
    let mut rest = bytes.strip_prefix(b"<c r=\"")?;
    let mut column = 0_u32;
    while let [letter @ b'A'..=b'Z', after @ ..] = rest {
        column = column
            .checked_mul(26)?
            .checked_add(u32::from(letter - b'A') + 1)?;
        rest = after;
    }
    let column = column.checked_sub(1)?;
    rest = rest.strip_prefix(digits)?;
    let mut tag = Tag {
        reference: Some((column, row)),
        ..Tag::default()
    };
    rest = rest.strip_prefix(b"\"")?;
    if let Some(after) = rest.strip_prefix(b" s=\"") {
        let mut style = 0_u32;
        rest = after;
        while let [digit @ b'0'..=b'9', after @ ..] = rest {
            style = style
                .checked_mul(10)?
                .checked_add(u32::from(digit - b'0'))?;
            rest = after;
        }
        tag.style = style;
        rest = rest.strip_prefix(b"\"")?;
    }
    match rest {
        [b'>', after @ ..] => Some((tag, after)),
        [b' ', b't', b'=', b'"', b's', b'"', b'>', after @ ..] => {
            tag.kind = CellType::Shared;
            Some((tag, after))
        }
        [b'/', b'>', after @ ..] => {
            tag.empty = true;
            Some((tag, after))
        }
        [b' ', b't', b'=', b'"', b'n', b'"', b'>', after @ ..] => {
            tag.kind = CellType::Number;
            Some((tag, after))
        }
        _ => None,
    }
}

/// The value of a cell that holds nothing else.
fn plain_content(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let inner = bytes.strip_prefix(b"<v>")?;
    let (value, tail) = inner.split_at_checked(memchr(b'<', inner)?)?;
    Some((value, tail.strip_prefix(b"</v></c>")?))
}

type Content<'a> = (&'a [u8], Option<RawFormula<'a>>);

fn content<'a>(rest: &mut &'a [u8], names: &Names) -> Result<Content<'a>, Halt> {
    let mut value: &[u8] = &[];
    let mut formula = None;
    loop {
        let piece = scan::next(rest)?;
        match (names.local(piece.name), piece.kind) {
            (b"v", Kind::Start) => value = inside(rest)?,
            (b"is", Kind::Start) => {
                let inner = *rest;
                scan::skip(rest)?;
                value = inner.get(..inner.len() - rest.len()).unwrap_or_default();
            }
            (b"f", Kind::Start) => {
                formula = Some(RawFormula {
                    attributes: piece.attributes,
                    text: inside(rest)?,
                });
            }
            (b"f", Kind::Empty) => {
                formula = Some(RawFormula {
                    attributes: piece.attributes,
                    text: &[],
                });
            }
            (b"c", Kind::End) => return Ok((value, formula)),
            (_, Kind::End) => {
                return Err(Halt::Broken("tags that do not close each other".to_owned()));
            }
            (_, Kind::Start) => scan::skip(rest)?,
            (_, Kind::Empty) => {}
        }
    }
}

/// The text of an element that holds only text.
fn inside<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8], Halt> {
    let end = scan::next(rest)?;
    if end.kind == Kind::End {
        return Ok(end.text);
    }
    Err(Halt::Broken("markup inside a value".to_owned()))
}

#[cfg(test)]
mod tests;
