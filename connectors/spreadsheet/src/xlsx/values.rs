//! Raw cells to values.

use std::sync::Arc;

use landbridge_contract::{NoticeKind, Text, Value};

use super::cells::{CellType, RawCell};
use super::formula::Formulas;
use super::scan::Halt;
use super::strings::{Cache, Strings};
use super::styles::{Meaning, Styles};
use super::text;
use crate::limits::ROW_TEXT_MAX;
use crate::value::Read;
use crate::{date, number};

/// What was noticed of a value: the kind, and the cell as it stands.
pub(crate) type Noticed = Option<(NoticeKind, String)>;

/// Text that lives on the heap is written into anew instead of being made anew.
const INLINE: usize = 24;

/// Strings that are kept at hand because they were used before: codes, states, towns.
const REPEATED: usize = 1 << 17;

/// Short strings that were used more than once, by their number; a string takes the place of
/// another one. Strings are numbered in the order of their first use, so that a number beyond all
/// those before is new, and mostly never used again: it is not kept.
struct Repeated {
    fresh: usize,
    texts: Vec<(usize, Text)>,
}

impl Repeated {
    /// The place of a string that was used before.
    fn place(&mut self, number: usize) -> Option<&mut (usize, Text)> {
        if number >= self.fresh {
            self.fresh = number + 1;
            return None;
        }
        if self.texts.is_empty() {
            self.texts.resize(REPEATED, (usize::MAX, Text::default()));
        }
        self.texts.get_mut(number % REPEATED)
    }
}

/// Turns the cells of one sheet into values.
pub(crate) struct Decoder {
    strings: Arc<Strings>,
    cache: Cache,
    repeated: Repeated,
    styles: Arc<Styles>,
    from_1904: bool,
    /// Formulas met so far, where their texts are wanted.
    formulas: Option<Formulas>,
    buffer: String,
    /// Bytes of the texts of the row that is being read.
    row_text: usize,
}

impl Decoder {
    pub(crate) fn new(strings: Arc<Strings>, styles: Arc<Styles>, from_1904: bool) -> Self {
        Self {
            strings,
            cache: Cache::default(),
            repeated: Repeated {
                fresh: 0,
                texts: Vec::new(),
            },
            styles,
            from_1904,
            formulas: None,
            buffer: String::new(),
            row_text: 0,
        }
    }

    /// Lets formula cells read as their text.
    pub(crate) fn with_formulas(mut self, wanted: bool) -> Self {
        self.formulas = wanted.then(Formulas::default);
        self
    }

    /// Begins a row.
    pub(crate) fn begin_row(&mut self) {
        self.row_text = 0;
    }

    /// Bytes of the texts of the row.
    pub(crate) fn row_text(&self) -> usize {
        self.row_text
    }

    /// Counts a value of the row, which is a fault where all together are too large.
    pub(crate) fn weigh(&mut self, value: &Value) -> Result<(), Halt> {
        if let Value::Text(text) = value {
            self.row_text += text.len();
            if self.row_text > ROW_TEXT_MAX {
                let found = "a row whose cells stand for more text".to_owned();
                return Err(Halt::Limit(found, format!("at most {ROW_TEXT_MAX} bytes")));
            }
        }
        Ok(())
    }

    /// Writes the value of a cell over another one; nothing where the cell is empty.
    pub(crate) fn read(&mut self, cell: &RawCell<'_>, value: &mut Value) -> Result<Noticed, Halt> {
        let noticed = self.decode(cell, value)?;
        self.weigh(value)?;
        Ok(noticed)
    }

    fn decode(&mut self, cell: &RawCell<'_>, value: &mut Value) -> Result<Noticed, Halt> {
        if let Some(formulas) = &mut self.formulas
            && let Some(text) = formulas.text(cell)?
        {
            *value = Value::text(text);
            return Ok(None);
        }
        let Read {
            value: read,
            notice,
        } = match cell.kind {
            CellType::Shared if cell.value.is_empty() => Read::plain(Value::Null),
            CellType::Shared => {
                self.read_shared(cell, value)?;
                return Ok(None);
            }
            CellType::Unsaid | CellType::Number => self.number(cell)?,
            CellType::Text => {
                set(value, &text::escaped(cell.value)?);
                return Ok(None);
            }
            CellType::Inline => {
                self.buffer.clear();
                text::rich(cell.value, &mut self.buffer)?;
                set(value, &self.buffer);
                return Ok(None);
            }
            CellType::Bool => Read::plain(truth(cell.value)?),
            CellType::Error => {
                let error = text::plain(cell.value)?;
                if error.is_empty() {
                    Read::plain(Value::Null)
                } else {
                    Read::noticed(Value::Null, NoticeKind::ErrorCell, error)
                }
            }
            CellType::Date => Read::plain(match text::plain(cell.value)?.trim() {
                "" => Value::Null,
                text => date::iso(text),
            }),
        };
        *value = read;
        Ok(notice)
    }

    /// Whether a person sees nothing in a cell: it is empty, or text of spaces only.
    pub(crate) fn is_blank(&mut self, cell: &RawCell<'_>) -> Result<bool, Halt> {
        let is_formula = self.formulas.is_some() && cell.formula.is_some();
        Ok(match cell.kind {
            _ if is_formula => false,
            CellType::Shared if cell.value.is_empty() => true,
            CellType::Shared => self.shared(cell)?.trim().is_empty(),
            CellType::Text | CellType::Inline => {
                let mut value = Value::Null;
                self.read(cell, &mut value)?;
                value.is_blank()
            }
            _ => cell.value.trim_ascii().is_empty(),
        })
    }

    /// The formulas of cells that are not wanted must be seen as well: others may refer to them.
    pub(crate) fn see(&mut self, cell: &RawCell<'_>) -> Result<(), Halt> {
        match &mut self.formulas {
            Some(formulas) if cell.formula.is_some() => formulas.text(cell).map(|_| ()),
            _ => Ok(()),
        }
    }

    fn read_shared(&mut self, cell: &RawCell<'_>, value: &mut Value) -> Result<(), Halt> {
        let number = shared_number(cell)?;
        let text = match self.repeated.place(number) {
            Some((known, text)) if *known == number => {
                *value = Value::Text(text.clone());
                return Ok(());
            }
            Some(place) => {
                let text = string(&self.strings, &mut self.cache, cell, number)?;
                if (1..=INLINE).contains(&text.len()) {
                    *place = (number, Text::from(text));
                }
                text
            }
            None => string(&self.strings, &mut self.cache, cell, number)?,
        };
        set(value, text);
        Ok(())
    }

    fn shared(&mut self, cell: &RawCell<'_>) -> Result<&str, Halt> {
        let number = shared_number(cell)?;
        string(&self.strings, &mut self.cache, cell, number)
    }

    fn number(&self, cell: &RawCell<'_>) -> Result<Read, Halt> {
        let digits = cell.value.trim_ascii();
        if digits.is_empty() {
            return Ok(Read::plain(Value::Null));
        }
        let Some(read) = number::parse(digits) else {
            let text = text::escaped(cell.value)?;
            // Some programs write texts without saying so.
            return if cell.kind == CellType::Unsaid {
                Ok(Read::plain(Value::text(text)))
            } else {
                Err(Halt::Broken(format!("a number cell that holds `{text}`")))
            };
        };
        Ok(match self.styles.meaning(cell.style) {
            Meaning::Number => read,
            Meaning::Moment => date::moment(&read.value, digits, self.from_1904),
            Meaning::Duration => date::lasting(&read.value, digits),
        })
    }
}

fn shared_number(cell: &RawCell<'_>) -> Result<usize, Halt> {
    let number = super::cells::whole(cell.value.trim_ascii());
    let number = number.and_then(|number| usize::try_from(number).ok());
    number.ok_or_else(|| no_string(cell))
}

fn string<'s>(
    strings: &'s Strings,
    cache: &'s mut Cache,
    cell: &RawCell<'_>,
    number: usize,
) -> Result<&'s str, Halt> {
    let string = strings.get(number, cache);
    string
        .map_err(|error| Halt::Broken(format!("scratch space that cannot be read ({error})")))?
        .ok_or_else(|| no_string(cell))
}

fn no_string(cell: &RawCell<'_>) -> Halt {
    let found = String::from_utf8_lossy(cell.value);
    Halt::Broken(format!(
        "a cell with the shared string `{found}`, which is not there"
    ))
}

/// Writes text over a value; nothing where it is empty.
fn set(value: &mut Value, text: &str) {
    if text.is_empty() {
        *value = Value::Null;
        return;
    }
    match value {
        Value::Text(old) if text.len() > INLINE && old.capacity() >= text.len() => {
            old.clear();
            old.push_str(text);
        }
        value => *value = Value::Text(Text::from(text)),
    }
}

fn truth(raw: &[u8]) -> Result<Value, Halt> {
    Ok(match raw.trim_ascii() {
        b"1" | b"true" => Value::Bool(true),
        b"0" | b"false" => Value::Bool(false),
        b"" => Value::Null,
        other => {
            let found = String::from_utf8_lossy(other);
            return Err(Halt::Broken(format!("a truth value that is `{found}`")));
        }
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use landbridge_contract::{Scratch, Value};

    use super::{Decoder, REPEATED};
    use crate::xlsx::cells::{CellType, RawCell};
    use crate::xlsx::strings::Builder;
    use crate::xlsx::styles::Styles;

    #[test]
    fn strings_that_share_a_place_at_hand_are_not_mistaken_for_each_other() {
        let mut builder = Builder::new(Scratch::default());
        for number in 0..REPEATED + 50 {
            builder.text().extend(["text ", &number.to_string()]);
            builder.end().unwrap();
        }
        let strings = Arc::new(builder.finish().unwrap());
        let mut decoder = Decoder::new(strings, Arc::new(Styles::default()), false);
        let mut value = Value::Null;
        let mut read = |number: usize| {
            let digits = number.to_string();
            let cell = RawCell {
                row: 1,
                column: 0,
                style: 0,
                kind: CellType::Shared,
                value: digits.as_bytes(),
                formula: None,
            };
            decoder.read(&cell, &mut value).unwrap();
            assert_eq!(value, Value::text(format!("text {number}")));
        };
        read(REPEATED + 49);
        for number in (0..50).chain(0..50) {
            read(number);
            read(number + REPEATED);
        }
    }
}
