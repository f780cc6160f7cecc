//! The second look at a record that spans lines: where each field begins, which quote is open.
//!
//! Follows the same rules as `csv-core` (a quote opens only at the start of a field, a doubled
//! quote is one, text after a closing quote belongs to the field), but keeps lines instead of
//! text. Used only for the few records that need it.

/// The lines of a record's fields.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct FieldLines {
    /// For each field the line on which it begins.
    pub(crate) begins: Vec<u64>,
    /// The line of a quote that is still open at the end.
    pub(crate) open_quote: Option<u64>,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Start,
    Plain,
    Quoted { opened: u64 },
    AfterQuote { opened: u64 },
}

/// Looks through `raw`, the bytes of one record without its line end, which begins on `line`.
pub(crate) fn field_lines(raw: &[u8], delimiter: u8, quote: Option<u8>, line: u64) -> FieldLines {
    let mut begins = vec![line];
    let mut line = line;
    let mut state = State::Start;
    let mut previous = 0;
    for &byte in raw {
        state = match state {
            State::Quoted { opened } if Some(byte) == quote => State::AfterQuote { opened },
            State::Quoted { opened } => State::Quoted { opened },
            State::AfterQuote { opened } if Some(byte) == quote => State::Quoted { opened },
            State::Start if Some(byte) == quote => State::Quoted { opened: line },
            State::Start | State::Plain | State::AfterQuote { .. } if byte == delimiter => {
                begins.push(line);
                State::Start
            }
            State::Start | State::Plain | State::AfterQuote { .. } => State::Plain,
        };
        if byte == b'\r' || (byte == b'\n' && previous != b'\r') {
            line += 1;
        }
        previous = byte;
    }
    FieldLines {
        begins,
        open_quote: match state {
            State::Quoted { opened } => Some(opened),
            State::Start | State::Plain | State::AfterQuote { .. } => None,
        },
    }
}

/// The number of line ends in `bytes`: CR, LF or CR LF.
pub(crate) fn line_ends(bytes: &[u8]) -> u64 {
    if !bytes.contains(&b'\n') && !bytes.contains(&b'\r') {
        return 0;
    }
    let mut ends = 0;
    let mut previous = 0;
    for &byte in bytes {
        if byte == b'\r' || (byte == b'\n' && previous != b'\r') {
            ends += 1;
        }
        previous = byte;
    }
    ends
}
