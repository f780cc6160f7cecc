//! Cuts one line into fields.

/// What stands between the fields of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delimiter {
    /// This sign; quotes hold what has it.
    Sign(u8),
    /// Runs of blanks and tabs. Quotes hold blanks, with `\"` for a quote; braces hold a list, and
    /// stay (`{1 "5"}`), as SIE has it.
    Blanks,
}

/// The fields of a line; the error is a quote or a brace that does not close.
pub(crate) fn split(
    line: &str,
    delimiter: Delimiter,
    quote: Option<u8>,
    fields: &mut Vec<String>,
) -> Result<(), char> {
    fields.clear();
    match delimiter {
        Delimiter::Sign(sign) => by_sign(line, char::from(sign), quote.map(char::from), fields),
        Delimiter::Blanks => by_blanks(line, quote.map(char::from), fields),
    }
}

fn by_sign(
    line: &str,
    sign: char,
    quote: Option<char>,
    fields: &mut Vec<String>,
) -> Result<(), char> {
    let mut field = String::new();
    let (mut quoted, mut begun) = (false, false);
    let mut signs = line.chars().peekable();
    while let Some(next) = signs.next() {
        if Some(next) == quote && quoted {
            if signs.peek() == Some(&next) {
                field.push(next);
                signs.next();
            } else {
                quoted = false;
            }
        } else if Some(next) == quote && !begun {
            quoted = true;
            begun = true;
        } else if next == sign && !quoted {
            fields.push(std::mem::take(&mut field));
            begun = false;
        } else {
            begun = true;
            field.push(next);
        }
    }
    fields.push(field);
    match quote {
        Some(quote) if quoted => Err(quote),
        _ => Ok(()),
    }
}

fn by_blanks(line: &str, quote: Option<char>, fields: &mut Vec<String>) -> Result<(), char> {
    let mut field = String::new();
    let (mut quoted, mut begun, mut braced) = (false, false, false);
    let mut signs = line.chars();
    while let Some(next) = signs.next() {
        match next {
            '\\' if quoted => {
                let literal = signs.next().ok_or('"')?;
                field.push(literal);
            }
            _ if Some(next) == quote => {
                quoted = !quoted;
                begun = true;
                if braced {
                    field.push(next);
                }
            }
            '{' if !quoted && !begun => {
                braced = true;
                begun = true;
                field.push(next);
            }
            '}' if braced && !quoted => {
                braced = false;
                field.push(next);
            }
            ' ' | '\t' if !quoted && !braced => {
                if begun {
                    fields.push(std::mem::take(&mut field));
                }
                begun = false;
            }
            _ => {
                begun = true;
                field.push(next);
            }
        }
    }
    if begun {
        fields.push(field);
    }
    match quote {
        Some(quote) if quoted => Err(quote),
        _ if braced => Err('{'),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Delimiter, split};

    fn blanks(line: &str) -> Vec<String> {
        let mut fields = Vec::new();
        split(line, Delimiter::Blanks, Some(b'"'), &mut fields).unwrap();
        fields
    }

    #[test]
    fn runs_of_blanks_are_one_and_quotes_and_braces_hold_them() {
        assert_eq!(
            blanks("\t#TRANS  7690 {1 \"5\"} 100.00 \"\" \"a \\\"b\\\"\""),
            ["#TRANS", "7690", "{1 \"5\"}", "100.00", "", "a \"b\""]
        );
    }

    #[test]
    fn signs_divide_and_quotes_hold_them() {
        let mut fields = Vec::new();
        let line = "a,\"b,\"\"c\",,d";
        split(line, Delimiter::Sign(b','), Some(b'"'), &mut fields).unwrap();
        assert_eq!(fields, ["a", "b,\"c", "", "d"]);
        let open = split("a,\"b", Delimiter::Sign(b','), Some(b'"'), &mut fields);
        assert_eq!(open, Err('"'));
    }
}
