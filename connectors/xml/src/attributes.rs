//! The attributes of a start tag, as ranges, so that their memory is reused.

use std::ops::Range;

use memchr::memchr;

use crate::fault::Problem;
use crate::names::end_of_name;

/// The most attributes of one element.
pub const ATTRIBUTES_MAX: usize = 1024;

/// Where an attribute stands in the text of its tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attribute {
    pub(crate) name: Range<usize>,
    /// Between the quotes.
    pub(crate) value: Range<usize>,
}

/// Finds the attributes in `text`, what follows the name in a start tag.
pub(crate) fn scan(text: &str, found: &mut Vec<Attribute>) -> Result<(), Problem> {
    found.clear();
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        let begin = skip_space(bytes, at);
        if begin >= bytes.len() {
            return Ok(());
        }
        if begin == at {
            return Err(Problem::format(
                "an attribute without white space before it",
                "white space between attributes",
            ));
        }
        let name = begin..end_of_name(bytes, begin);
        let equals = skip_space(bytes, name.end);
        let shown = text.get(name.clone()).unwrap_or_default();
        if name.is_empty() || bytes.get(equals) != Some(&b'=') {
            return Err(no_value(shown));
        }
        let open = skip_space(bytes, equals + 1);
        let Some(quote @ (b'"' | b'\'')) = bytes.get(open) else {
            return Err(no_value(shown));
        };
        let length = memchr(*quote, bytes.get(open + 1..).unwrap_or_default());
        let value = open + 1..open + 1 + length.ok_or_else(|| no_value(shown))?;
        at = value.end + 1;
        let same = |other: &Attribute| text.get(other.name.clone()) == Some(shown);
        if found.iter().any(same) {
            return Err(Problem::format(
                format!("the attribute `{shown}` twice"),
                "each attribute once",
            ));
        }
        if found.len() == ATTRIBUTES_MAX {
            return Err(Problem::limit(
                format!("more than {ATTRIBUTES_MAX} attributes"),
                format!("at most {ATTRIBUTES_MAX} on one element"),
            ));
        }
        found.push(Attribute { name, value });
    }
}

fn no_value(name: &str) -> Problem {
    let shown: String = name.chars().take(40).collect();
    Problem::format(
        format!("an attribute `{shown}` without a quoted value"),
        "attributes as `name=\"value\"`",
    )
}

fn skip_space(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default().iter();
    from + rest
        .take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
        .count()
}
