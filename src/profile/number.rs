//! Numbers in text: which forms there are, and what a text would be under each reading.

use rust_decimal::Decimal;

/// What tells how a number is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Evidence {
    /// No separator: both readings agree.
    None,
    /// Only the reading with a decimal point makes sense.
    Point,
    /// Only the reading with a decimal comma makes sense.
    Comma,
    /// One separator before three digits: `1,234` may be a thousand or one.
    Ambiguous,
}

/// A way of writing numbers that a mapping must know of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Form {
    DecimalPoint,
    DecimalComma,
    GroupedByComma,
    GroupedByPoint,
    GroupedBySpace,
    GroupedByApostrophe,
    TrailingMinus,
    Parentheses,
    Currency,
    Percent,
    Exponent,
    LeadingPlus,
}

impl Form {
    /// In words.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::DecimalPoint => "decimal point",
            Self::DecimalComma => "decimal comma",
            Self::GroupedByComma => "thousands grouped by comma",
            Self::GroupedByPoint => "thousands grouped by point",
            Self::GroupedBySpace => "thousands grouped by space",
            Self::GroupedByApostrophe => "thousands grouped by apostrophe",
            Self::TrailingMinus => "minus at the end",
            Self::Parentheses => "negative in parentheses",
            Self::Currency => "with a currency",
            Self::Percent => "with a percent sign",
            Self::Exponent => "with an exponent",
            Self::LeadingPlus => "with a plus",
        }
    }
}

/// A text that reads as a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NumberLook {
    /// The number where the point is decimal; none where it cannot be, or has over 28 digits.
    pub(super) point: Option<Decimal>,
    /// The number where the comma is decimal.
    pub(super) comma: Option<Decimal>,
    pub(super) evidence: Evidence,
    pub(super) forms: Vec<Form>,
    /// Only digits, the first of several a zero.
    pub(super) leading_zero: bool,
    /// Only digits.
    pub(super) digits_only: bool,
    /// Digits without leading zeros.
    pub(super) digits: usize,
}

/// Longest text that is looked at.
const LENGTH_MAX: usize = 48;
const CURRENCY_SIGNS: [char; 4] = ['$', '€', '£', '¥'];

/// Reads a trimmed text as a number.
pub(super) fn look(text: &str) -> Option<NumberLook> {
    if text.len() > LENGTH_MAX || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(plain(text));
    }
    let mut forms = Vec::new();
    let (body, negative) = bare(text, &mut forms)?;
    let (mantissa, exponent) = match body.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => {
            forms.push(Form::Exponent);
            (mantissa, exponent.parse::<i32>().ok()?)
        }
        None => (body, 0),
    };
    let read = separated(mantissa, &mut forms)?;
    let value = |decimal: Option<char>| -> Option<Decimal> {
        let text: String = (mantissa.chars())
            .filter_map(|c| match c {
                c if c.is_ascii_digit() => Some(c),
                c if Some(c) == decimal => Some('.'),
                _ => None,
            })
            .collect();
        let number = if exponent == 0 {
            Decimal::from_str_exact(&text).ok()?
        } else {
            Decimal::from_scientific(&format!("{text}e{exponent}")).ok()?
        };
        Some(if negative { -number } else { number })
    };
    let digits = mantissa.chars().filter(char::is_ascii_digit);
    let digits = digits.skip_while(|c| *c == '0').count();
    let (point, comma) = match read {
        Evidence::None => (value(None), value(None)),
        Evidence::Point => (value(Some('.')), None),
        Evidence::Comma => (None, value(Some(','))),
        Evidence::Ambiguous => (value(Some('.')), value(Some(','))),
    };
    Some(NumberLook {
        point,
        comma,
        evidence: read,
        forms,
        leading_zero: false,
        digits_only: false,
        digits,
    })
}

/// Only digits, as most numbers are.
fn plain(text: &str) -> NumberLook {
    let number = match text.parse::<i64>() {
        Ok(number) => Some(Decimal::from(number)),
        Err(_) => Decimal::from_str_exact(text).ok(),
    };
    NumberLook {
        point: number,
        comma: number,
        evidence: Evidence::None,
        forms: Vec::new(),
        leading_zero: text.len() > 1 && text.starts_with('0'),
        digits_only: true,
        digits: text.trim_start_matches('0').len(),
    }
}

/// The digits and separators without sign, currency and percent, and whether it is negative.
fn bare<'a>(text: &'a str, forms: &mut Vec<Form>) -> Option<(&'a str, bool)> {
    let mut negative = false;
    let mut body = text;
    if let Some(inner) = body
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
    {
        forms.push(Form::Parentheses);
        negative = true;
        body = inner.trim();
    }
    body = signed(body, &mut negative, forms)?;
    if let Some(rest) = without_currency(body) {
        forms.push(Form::Currency);
        body = signed(rest, &mut negative, forms)?;
    }
    if let Some(rest) = body.strip_suffix('%') {
        forms.push(Form::Percent);
        body = rest.trim_end();
    }
    if let Some(rest) = body.strip_suffix('-') {
        if negative {
            return None;
        }
        forms.push(Form::TrailingMinus);
        negative = true;
        body = rest.trim_end();
    }
    Some((body, negative))
}

fn signed<'a>(body: &'a str, negative: &mut bool, forms: &mut Vec<Form>) -> Option<&'a str> {
    if let Some(rest) = body.strip_prefix(['-', '\u{2212}']) {
        if *negative {
            return None;
        }
        *negative = true;
        return Some(rest.trim_start());
    }
    if let Some(rest) = body.strip_prefix('+') {
        forms.push(Form::LeadingPlus);
        return Some(rest);
    }
    Some(body)
}

/// The rest where a currency sign or a code of three capitals stands before or after.
fn without_currency(body: &str) -> Option<&str> {
    if let Some(rest) = body.strip_prefix(CURRENCY_SIGNS) {
        return Some(rest.trim_start());
    }
    if let Some(rest) = body.strip_suffix(CURRENCY_SIGNS) {
        return Some(rest.trim_end());
    }
    let code = |code: &str| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    match body.split_once(' ') {
        Some((first, rest)) if code(first) => return Some(rest.trim_start()),
        _ => {}
    }
    match body.rsplit_once(' ') {
        Some((rest, last)) if code(last) => Some(rest.trim_end()),
        _ => None,
    }
}

/// Judges the separators between digits; nothing where they are not those of a number.
fn separated(mantissa: &str, forms: &mut Vec<Form>) -> Option<Evidence> {
    let mut groups: Vec<(Option<char>, usize)> = vec![(None, 0)];
    for c in mantissa.chars() {
        if c.is_ascii_digit() {
            groups.last_mut()?.1 += 1;
        } else if matches!(
            c,
            '.' | ',' | ' ' | '\'' | '\u{2019}' | '\u{a0}' | '\u{202f}'
        ) {
            groups.push((Some(c), 0));
        } else {
            return None;
        }
    }
    let (_, first) = groups.first().copied()?;
    let (last_separator, last) = groups.last().copied()?;
    let Some(last_separator) = last_separator else {
        return (first > 0).then_some(Evidence::None);
    };
    let inner = groups.get(1..groups.len() - 1)?;
    let grouping = inner.first().and_then(|(separator, _)| *separator);
    let whole_groups = inner
        .iter()
        .all(|(separator, size)| *separator == grouping && *size == 3);
    if !whole_groups || (!inner.is_empty() && !(1..=3).contains(&first)) {
        return None;
    }
    let decimal = matches!(last_separator, '.' | ',');
    match grouping {
        // The same separator again: it groups.
        Some(grouping) if grouping == last_separator => {
            if last != 3 {
                return None;
            }
            Some(grouped_by(grouping, forms))
        }
        Some(grouping) => {
            if !decimal || last == 0 {
                return None;
            }
            grouped_by(grouping, forms);
            Some(decimal_by(last_separator, forms))
        }
        None if !decimal => {
            ((1..=3).contains(&first) && last == 3).then(|| grouped_by(last_separator, forms))
        }
        None if last == 3 && (1..=3).contains(&first) && !mantissa.starts_with('0') => {
            Some(Evidence::Ambiguous)
        }
        None => (last > 0 && first + last > 0).then(|| decimal_by(last_separator, forms)),
    }
}

fn grouped_by(separator: char, forms: &mut Vec<Form>) -> Evidence {
    let (form, evidence) = match separator {
        ',' => (Form::GroupedByComma, Evidence::Point),
        '.' => (Form::GroupedByPoint, Evidence::Comma),
        '\'' | '\u{2019}' => (Form::GroupedByApostrophe, Evidence::None),
        _ => (Form::GroupedBySpace, Evidence::None),
    };
    forms.push(form);
    evidence
}

fn decimal_by(separator: char, forms: &mut Vec<Form>) -> Evidence {
    if separator == ',' {
        forms.push(Form::DecimalComma);
        Evidence::Comma
    } else {
        forms.push(Form::DecimalPoint);
        Evidence::Point
    }
}
