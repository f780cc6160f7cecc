//! Which cell styles show a number as a date, a time or a duration.

use std::collections::HashMap;

use landbridge_contract::SourceFault;

use super::scan::{Halt, Kind};
use super::text;
use super::window::Window;
use crate::format::Format;

/// What a number means under a number format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Meaning {
    #[default]
    Number,
    /// A date, a date-time or a time of day.
    Moment,
    /// A duration such as `[h]:mm:ss`.
    Duration,
}

/// The cell styles of a workbook.
#[derive(Debug, Clone, Default)]
pub(crate) struct Styles {
    meanings: Vec<Meaning>,
    /// The number format of each style.
    formats: Vec<u32>,
    /// The codes of the formats that the workbook defines itself.
    codes: HashMap<u32, String>,
    /// The formats of the styles, by their number.
    parsed: HashMap<u32, Format>,
    general: Format,
}

impl Styles {
    /// Reads the part of the styles.
    pub(crate) fn read(mut window: Window) -> Result<Self, SourceFault> {
        let mut styles = Self::default();
        let mut in_cells = false;
        window.each(&mut |piece| {
            let number = |name: &[u8]| -> Option<u32> {
                let value = piece.attribute(name)?;
                std::str::from_utf8(value).ok()?.trim().parse().ok()
            };
            match (piece.local(), piece.kind) {
                (b"cellXfs", kind) => in_cells = kind == Kind::Start,
                (b"xf", Kind::Start | Kind::Empty) if in_cells => {
                    styles.formats.push(number(b"numFmtId").unwrap_or(0));
                }
                (b"numFmt", Kind::Start | Kind::Empty) => {
                    let code = piece.attribute(b"formatCode").unwrap_or_default();
                    if let Some(id) = number(b"numFmtId") {
                        styles.codes.insert(id, text::plain(code)?.into_owned());
                    }
                }
                _ => {}
            }
            Ok::<(), Halt>(())
        })?;
        let codes = styles.codes.iter();
        let own: HashMap<u32, Meaning> = codes.map(|(id, code)| (*id, meaning(code))).collect();
        let meanings = styles.formats.iter();
        let meanings = meanings.map(|id| own.get(id).copied().unwrap_or_else(|| built_in(*id)));
        styles.meanings = meanings.collect();
        for id in &styles.formats {
            let parse = || match styles.codes.get(id) {
                Some(code) => Some(Format::parse(code)),
                None => Format::builtin(*id),
            };
            if !styles.parsed.contains_key(id) {
                styles.parsed.extend(parse().map(|format| (*id, format)));
            }
        }
        Ok(styles)
    }

    /// What a number means in a style; a plain number in one that is not there.
    pub(crate) fn meaning(&self, style: u32) -> Meaning {
        let style = usize::try_from(style).ok();
        let meaning = style.and_then(|style| self.meanings.get(style));
        meaning.copied().unwrap_or_default()
    }

    /// The number format of a style.
    pub(crate) fn format(&self, style: u32) -> &Format {
        let style = usize::try_from(style).ok();
        let id = style.and_then(|style| self.formats.get(style));
        let format = id.and_then(|id| self.parsed.get(id));
        format.unwrap_or(&self.general)
    }
}

/// The formats that every workbook knows (ECMA-376 part 1, 18.8.30). 27 to 36 and 50 to 58 are
/// dates and times of East Asian calendars.
fn built_in(id: u32) -> Meaning {
    match id {
        14..=22 | 27..=36 | 45 | 47 | 50..=58 => Meaning::Moment,
        46 => Meaning::Duration,
        _ => Meaning::Number,
    }
}

/// The meaning of a format code, by its first section: letters of days and hours outside quotes,
/// escapes and brackets make a moment; hours, minutes or seconds in brackets a duration.
fn meaning(code: &str) -> Meaning {
    let mut characters = code.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' | '_' | '*' => {
                characters.next(); // a literal, a width, a filling
            }
            '"' => {
                characters.by_ref().find(|character| *character == '"');
            }
            ';' => break,
            '[' => {
                let inner: String = characters.by_ref().take_while(|c| *c != ']').collect();
                let inner = inner.to_ascii_lowercase();
                let counts = |unit: char| !inner.is_empty() && inner.chars().all(|c| c == unit);
                if ['h', 'm', 's'].into_iter().any(counts) {
                    return Meaning::Duration;
                }
            }
            'd' | 'D' | 'm' | 'M' | 'h' | 'H' | 'y' | 'Y' | 's' | 'S' => return Meaning::Moment,
            'A' | 'a' => {
                let rest = characters.as_str().to_ascii_lowercase();
                if rest.starts_with("/p") || rest.starts_with("m/pm") {
                    return Meaning::Moment;
                }
            }
            'G' | 'g' => {
                let rest = characters.as_str().to_ascii_lowercase();
                if rest.starts_with("eneral") {
                    characters.by_ref().take("eneral".len()).for_each(drop);
                }
            }
            _ => {}
        }
    }
    Meaning::Number
}

#[cfg(test)]
mod tests {
    use super::{Meaning, built_in, meaning};

    #[test]
    fn codes_of_dates_times_and_durations_are_told_from_numbers() {
        for (code, expected) in [
            ("dd/mm/yyyy", Meaning::Moment),
            ("[$-409]d\\-mmm\\-yy;@", Meaning::Moment),
            ("[Red]h:mm AM/PM", Meaning::Moment),
            ("[h]:mm:ss", Meaning::Duration),
            ("[mm]:ss", Meaning::Duration),
            ("General", Meaning::Number),
            ("#,##0.00 \"days\"", Meaning::Number),
            ("0.00\\d;[Red]-d", Meaning::Number),
            ("_(* #,##0_);_(* \\(#,##0\\)", Meaning::Number),
            ("[$EUR] 0.00", Meaning::Number),
            ("0.00E+00", Meaning::Number),
            ("@", Meaning::Number),
        ] {
            assert_eq!(meaning(code), expected, "{code}");
        }
        assert_eq!(built_in(14), Meaning::Moment);
        assert_eq!(built_in(46), Meaning::Duration);
        assert_eq!(built_in(49), Meaning::Number);
    }
}
