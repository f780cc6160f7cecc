//! The forms that the values of keys have.

use super::KeyTable;

/// The form of a key's value.
#[derive(Debug, Clone, Copy)]
pub enum Form {
    /// The number 1: the version of the files that this program reads.
    Version,
    /// Text; a number or a truth value counts as its text.
    Text,
    /// One text, or a list of them.
    Texts,
    /// A list of at least so many texts and at most so many; one text is a list of one.
    Some(u8, u8),
    /// One character.
    Character,
    /// One character that is no letter, digit, bracket or sign of a number.
    Sign,
    /// `true` or `false`.
    Bool,
    /// A whole number of at least so much.
    Whole(u32),
    /// A whole number.
    Integer,
    /// A constant: text, number, truth value, or nothing.
    Constant,
    /// An expression.
    Expression,
    /// A decimal that is not negative.
    Amount,
    /// A whole number, or a share of a hundred.
    Gate,
    /// A share from 50% to 100%.
    Similarity,
    /// A day as YYYY-MM-DD, or a parameter that is one.
    Day,
    /// One of these words.
    Word(fn() -> Vec<&'static str>),
    /// One of these words, or a list of them.
    Words(fn() -> Vec<&'static str>),
    /// Named values of this kind.
    Block(&'static KeyTable),
    /// A value that may be kept elsewhere: text, or the table's block.
    Kept(&'static KeyTable),
    /// Names of one's own, each with a value of this form.
    Named(&'static Form),
    /// A list, or one alone.
    List(&'static Form),
    /// One of these forms.
    Either(&'static [Form]),
    /// The first kind of block where it has the key, else the other.
    Where(&'static str, &'static KeyTable, &'static KeyTable),
    /// A source with its file and options, or options of the same workbook.
    Joined,
}

impl Form {
    /// The form in words.
    pub fn describe(self) -> String {
        match self {
            Self::Version => "1".to_owned(),
            Self::Text => "text".to_owned(),
            Self::Texts => "text or a list of texts".to_owned(),
            Self::Some(1, u8::MAX) => "text or a list of texts, not empty".to_owned(),
            Self::Some(least, most) if least == most => format!("a list of {least} texts"),
            Self::Some(least, most) => format!("text or a list of {least} to {most}"),
            Self::Character => "one character".to_owned(),
            Self::Sign => "one character, no letter or digit".to_owned(),
            Self::Bool => "true or false".to_owned(),
            Self::Whole(least) => format!("whole number, at least {least}"),
            Self::Integer => "whole number".to_owned(),
            Self::Constant => "constant".to_owned(),
            Self::Expression => "expression".to_owned(),
            Self::Amount => "number, not negative".to_owned(),
            Self::Gate => "whole number, or a share as \"2%\"".to_owned(),
            Self::Similarity => "share from 50% to 100%".to_owned(),
            Self::Day => "day as YYYY-MM-DD, or a parameter".to_owned(),
            Self::Word(words) => format!("one of {}", quoted(&words())),
            Self::Words(words) => format!("one or several of {}", quoted(&words())),
            Self::Block(table) => link(table),
            Self::Kept(table) => format!("text, or {}", link(table)),
            Self::Named(inner) => format!("by name: {}", inner.describe()),
            Self::List(inner) => format!("one or a list of: {}", inner.describe()),
            Self::Either(forms) => {
                let forms: Vec<String> = forms.iter().map(|form| form.describe()).collect();
                forms.join("; or ")
            }
            Self::Where(_, first, other) => format!("{}; or {}", link(other), link(first)),
            Self::Joined => "a source, or options of the same workbook".to_owned(),
        }
    }

    /// The tables that it leads to.
    pub fn tables(self) -> Vec<&'static KeyTable> {
        match self {
            Self::Block(table) | Self::Kept(table) => vec![table],
            Self::Named(inner) | Self::List(inner) => inner.tables(),
            Self::Either(forms) => forms.iter().flat_map(|form| form.tables()).collect(),
            Self::Where(_, first, other) => vec![first, other],
            _ => Vec::new(),
        }
    }
}

fn quoted(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    words.join(", ")
}

/// The table's title, leading to its section.
fn link(table: &KeyTable) -> String {
    format!("[{}](#{})", table.title, table.name)
}
