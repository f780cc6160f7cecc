//! Cuts an expression into tokens.

use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A name, a path with dots, or a keyword.
    Name(String),
    /// A quoted text.
    Text(String),
    /// An unquoted literal that begins with a digit or a sign.
    Bare(String),
    /// A comparison.
    Operator(&'static str),
    Open,
    Close,
    Comma,
}

const OPERATORS: [&str; 8] = ["<>", "!=", "<=", ">=", "=", "<", ">", ""];

pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Refusal> {
    let mut found = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let Some(first) = rest.chars().next() else {
            return Ok(found);
        };
        let (token, length) = token(rest, first)?;
        found.push(token);
        rest = rest.get(length..).unwrap_or_default();
    }
}

fn token(rest: &str, first: char) -> Result<(Token, usize), Refusal> {
    let simple = match first {
        '(' => Some(Token::Open),
        ')' => Some(Token::Close),
        ',' => Some(Token::Comma),
        _ => None,
    };
    if let Some(token) = simple {
        return Ok((token, 1));
    }
    if first == '\'' || first == '"' {
        let (text, length) = quoted(rest, first)?;
        return Ok((Token::Text(text), length));
    }
    if let Some(operator) = operator(rest) {
        return Ok((Token::Operator(operator), operator.len()));
    }
    if first.is_ascii_digit() || first == '-' || first == '+' {
        let word = prefix(rest, |c| c.is_ascii_alphanumeric() || "+-.:".contains(c));
        return Ok((Token::Bare(word.to_owned()), word.len()));
    }
    if first.is_ascii_alphabetic() || first == '_' {
        let word = prefix(rest, |c| c.is_ascii_alphanumeric() || "_.$".contains(c));
        return Ok((Token::Name(word.to_owned()), word.len()));
    }
    Err(Refusal::invalid_query(format!(
        "URL request parameter q cannot be parsed at {first:?}."
    )))
}

/// The comparison that the text begins with.
pub(super) fn operator(rest: &str) -> Option<&'static str> {
    OPERATORS
        .into_iter()
        .find(|operator| !operator.is_empty() && rest.starts_with(operator))
}

/// The longest beginning whose characters all satisfy `accept`.
pub(super) fn prefix(text: &str, accept: impl Fn(char) -> bool) -> &str {
    let end = text.find(|c| !accept(c)).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// A quoted text at the beginning of `rest`, a doubled quote being one, and its length in bytes.
pub(super) fn quoted(rest: &str, quote: char) -> Result<(String, usize), Refusal> {
    let mut text = String::new();
    let mut characters = rest.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        if character != quote {
            text.push(character);
        } else if characters.next_if(|(_, next)| *next == quote).is_some() {
            text.push(quote);
        } else {
            return Ok((text, at + quote.len_utf8()));
        }
    }
    Err(Refusal::invalid_query(
        "URL request parameter q has a quote that isn't closed.",
    ))
}
