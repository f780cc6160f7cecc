//! Cuts an expression into tokens, so that every name is known with its place before the
//! evaluator sees any of it.

use crate::diagnose::{Diagnostic, Location, codes};
use crate::mapping::parameters;
use crate::project::mistake;

/// A token and where it begins (in characters from 0).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) offset: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TokenKind {
    Number(String),
    Text(String),
    /// A column, an attribute, or a function where `(` follows.
    Name(String),
    /// A name in backticks: never a function.
    Quoted(String),
    /// `${name}`.
    Parameter(String),
    /// `true`, `false`, `if`, `else`.
    Word(&'static str),
    Sign(&'static str),
}

const WORDS: [&str; 4] = ["true", "false", "if", "else"];

/// Longer signs first.
const SIGNS: [&str; 19] = [
    "==", "!=", "<=", ">=", "&&", "||", "<", ">", "+", "-", "*", "/", "%", "!", "(", ")", ",", "{",
    "}",
];

/// What people write for a sign of this language.
const MEANT: [(&str, &str); 5] = [
    ("=", "=="),
    ("<>", "!="),
    ("&", "&&"),
    ("|", "||"),
    (";", ","),
];

/// Where a character of an expression stands in its file.
pub(crate) fn place(at: &Location, offset: usize, exact: bool) -> Location {
    let shift = if exact { offset } else { 0 };
    Location {
        column: at
            .column
            .saturating_add(u32::try_from(shift).unwrap_or(u32::MAX)),
        ..at.clone()
    }
}

/// All tokens, or the first mistake.
pub(super) fn tokens(text: &str, at: &Location, exact: bool) -> Result<Vec<Token>, Diagnostic> {
    let mut out = Vec::new();
    let mut rest = text;
    let mut offset = 0;
    while let Some(first) = rest.chars().next() {
        let (kind, taken) = if first.is_whitespace() {
            (None, first.len_utf8())
        } else {
            let (kind, taken) = token(rest, first).map_err(|(found, expected)| {
                let mut fault = mistake(
                    &codes::MAPPING_EXPRESSION,
                    &place(at, offset, exact),
                    format!("{found} in `{text}`"),
                    expected,
                );
                fault.nearest = MEANT
                    .iter()
                    .find(|(wrong, _)| rest.starts_with(wrong))
                    .map(|(_, right)| (*right).to_owned());
                fault
            })?;
            (Some(kind), taken)
        };
        if let Some(kind) = kind {
            out.push(Token { kind, offset });
        }
        let (head, tail) = rest.split_at_checked(taken).unwrap_or((rest, ""));
        offset += head.chars().count();
        rest = tail;
    }
    Ok(out)
}

type Wrong = (String, &'static str);

fn token(rest: &str, first: char) -> Result<(TokenKind, usize), Wrong> {
    match first {
        '"' | '\'' => quoted(rest, first)
            .map(|(text, taken)| (TokenKind::Text(text), taken))
            .ok_or_else(|| (format!("a text that {first} opens"), "a closing quote")),
        '`' => rest
            .get(1..)
            .and_then(|inner| inner.split_once('`'))
            .map(|(name, _)| (TokenKind::Quoted(name.to_owned()), name.len() + 2))
            .ok_or_else(|| ("a name that ` opens".to_owned(), "a closing backtick")),
        '$' => rest
            .strip_prefix(parameters::OPENING)
            .and_then(parameters::closed)
            .map(|(name, _)| {
                let taken = parameters::OPENING.len() + name.len() + 1;
                (TokenKind::Parameter(name.to_owned()), taken)
            })
            .ok_or_else(|| ("\"$\"".to_owned(), "a parameter as ${name}")),
        _ if first.is_ascii_digit() => {
            let taken = run(rest, |c| c.is_ascii_digit() || c == '.');
            let digits = rest.get(..taken).unwrap_or(rest);
            let valid = digits.matches('.').count() <= 1 && !digits.ends_with('.');
            if valid {
                Ok((TokenKind::Number(digits.to_owned()), taken))
            } else {
                Err((format!("\"{digits}\""), "a number as 1234.56"))
            }
        }
        _ if first.is_alphabetic() || first == '_' => {
            let taken = run(rest, |c| c.is_alphanumeric() || c == '_');
            let name = rest.get(..taken).unwrap_or(rest);
            let kind = WORDS
                .iter()
                .find(|word| **word == name)
                .map_or_else(|| TokenKind::Name(name.to_owned()), |w| TokenKind::Word(w));
            Ok((kind, taken))
        }
        _ => SIGNS
            .iter()
            .find(|sign| rest.starts_with(**sign))
            .map(|sign| (TokenKind::Sign(sign), sign.len()))
            .ok_or_else(|| {
                (
                    format!("\"{first}\""),
                    "a name, a value, or one of + - * / % == != < <= > >= && || !",
                )
            }),
    }
}

fn run(text: &str, within: impl Fn(char) -> bool) -> usize {
    text.find(|c: char| !within(c)).unwrap_or(text.len())
}

/// A text in quotes: `\"`, `\\`, `\n` and `\t` are understood, any other backslash stands for
/// itself, so that regular expressions can be written as they are.
fn quoted(rest: &str, quote: char) -> Option<(String, usize)> {
    let mut text = String::new();
    let mut characters = rest.char_indices().skip(1).peekable();
    while let Some((at, c)) = characters.next() {
        if c == quote {
            return Some((text, at + c.len_utf8()));
        }
        if c != '\\' {
            text.push(c);
            continue;
        }
        let escaped = match characters.peek() {
            Some((_, next)) if *next == quote => Some(quote),
            Some((_, '\\')) => Some('\\'),
            Some((_, 'n')) => Some('\n'),
            Some((_, 't')) => Some('\t'),
            _ => None,
        };
        match escaped {
            Some(escaped) => {
                text.push(escaped);
                characters.next();
            }
            None => text.push('\\'),
        }
    }
    None
}
