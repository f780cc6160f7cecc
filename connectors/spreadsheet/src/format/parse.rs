//! Pieces of codes to sections.

use std::iter::Peekable;
use std::vec::IntoIter;

use super::Format;
use super::date::Part;
use super::fraction::{Denominator, Fraction};
use super::lex::{Raw, RawSection, lex};
use super::number::Number;
use super::sections::{Body, Placeholder, Section, Token};

/// Bytes of a code; Excel writes at most 255 characters.
const BYTES_MAX: usize = 1_024;
/// Sections of a code.
const SECTIONS_MAX: usize = 4;
/// How often a text may stand in a section.
const TEXTS_MAX: usize = 8;
/// Digits of a denominator that stands in a code.
const DENOMINATOR_DIGITS_MAX: usize = 9;

/// Parses a code; none where it cannot be followed.
pub(super) fn parse(code: &str) -> Option<Format> {
    if code.is_empty() {
        return Some(Format::general());
    }
    if code.len() > BYTES_MAX {
        return None;
    }
    let raw = lex(code)?;
    if raw.len() > SECTIONS_MAX {
        return None;
    }
    let last_is_text = raw
        .last()
        .is_some_and(|section| section.has(&Raw::Text) && !section.has_digits());
    let with_text = raw.len() == SECTIONS_MAX || last_is_text;
    let mut sections = Vec::with_capacity(raw.len());
    for section in raw {
        sections.push(section.finish()?);
    }
    let text = if with_text { sections.pop() } else { None };
    Some(Format {
        numbers: sections,
        text,
        odd: false,
    })
}

impl RawSection {
    fn finish(self) -> Option<Section> {
        let texts = self.tokens.iter().filter(|token| **token == Raw::Text);
        if texts.count() > TEXTS_MAX {
            return None;
        }
        let condition = self.condition.clone();
        let language = self.language;
        let is_date = |token: &Raw| matches!(token, Raw::Date(_) | Raw::Era | Raw::Hijri);
        let scientific = self
            .tokens
            .iter()
            .position(|token| matches!(token, Raw::Exponent { .. }))
            .filter(|_| self.has_digits());
        let body = if self.tokens.iter().any(is_date) {
            self.date()?
        } else if self.has(&Raw::General) || (self.has(&Raw::Text) && !self.has_digits()) {
            self.plain()
        } else if let Some(position) = scientific {
            self.scientific(position)?
        } else {
            match self.stroke() {
                Some(stroke) => self.fraction(stroke)?,
                None if self.has_digits() => Body::Number(self.number()),
                None => self.plain(),
            }
        };
        Some(Section {
            condition,
            language,
            body,
        })
    }

    fn plain(self) -> Body {
        if self.tokens == [Raw::General] {
            return Body::General;
        }
        let tokens = self.tokens.into_iter().map(|token| match token {
            Raw::General => Token::General,
            Raw::Text => Token::Text,
            other => Token::Literal(other.written().into()),
        });
        Body::Plain(tokens.collect())
    }

    fn date(self) -> Option<Body> {
        let mut parts: Vec<Part> = Vec::with_capacity(self.tokens.len());
        let mut tokens = self.tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                Raw::Date(part) => parts.push(part),
                Raw::Era => {}
                Raw::Point => {
                    let zero = |token: &Raw| *token == Raw::Digit(Placeholder::Zero);
                    let mut digits = 0;
                    while tokens.next_if(zero).is_some() {
                        digits += 1;
                    }
                    parts.push(match digits {
                        0 => Part::Literal(".".into()),
                        digits => Part::Fraction(digits),
                    });
                }
                Raw::Digit(_) | Raw::General | Raw::Exponent { .. } | Raw::Hijri => return None,
                other => parts.push(Part::Literal(other.written().into())),
            }
        }
        minutes(&mut parts);
        let elapsed =
            |part: &Part| matches!(part, Part::Hours(_) | Part::Minutes(_) | Part::Seconds(_));
        let elapsed = parts.iter().any(elapsed);
        Some(Body::Date { parts, elapsed })
    }

    /// Where the stroke of a fraction stands: between a place and a place or figure.
    fn stroke(&self) -> Option<usize> {
        let stroke = self.tokens.iter().position(|token| *token == Raw::Stroke)?;
        let digit = |token: &&Raw| !matches!(token, Raw::Literal(_));
        let before = self.tokens.iter().take(stroke).rfind(digit);
        let after = self.tokens.iter().skip(stroke + 1).find(digit);
        let fraction = matches!(before, Some(Raw::Digit(_)))
            && matches!(after, Some(Raw::Digit(_) | Raw::Figure(_)));
        fraction.then_some(stroke)
    }

    /// Tokens of a number: which commas group, which scale, what percent signs do.
    fn number(self) -> Number {
        let digit = |token: &Raw| matches!(token, Raw::Digit(_));
        let point = self.tokens.iter().position(|token| *token == Raw::Point);
        let end = self.tokens.iter().rposition(digit).unwrap_or(0);
        let whole_end = point.unwrap_or(usize::MAX);
        let last_whole = self.tokens.iter().take(whole_end).rposition(digit);
        let first = self.tokens.iter().position(digit).unwrap_or(0);
        let (mut grouped, mut scale) = (false, 2 * self.percents);
        let mut tokens = Vec::with_capacity(self.tokens.len());
        let (mut pointed, mut run) = (false, false);
        for (index, token) in self.tokens.into_iter().enumerate() {
            let after_digit = std::mem::take(&mut run);
            match token {
                Raw::Digit(place) => {
                    run = true;
                    tokens.push(Token::Digit(place));
                }
                Raw::Comma if last_whole.is_some_and(|last| first < index && index < last) => {
                    grouped = true;
                    run = after_digit;
                }
                // Directly after the last place, before or after the point.
                Raw::Comma if after_digit && (index > end || index < whole_end) => {
                    scale -= 3;
                    run = true;
                }
                Raw::Comma if after_digit => run = true,
                Raw::Point if !pointed => {
                    pointed = true;
                    tokens.push(Token::Point);
                }
                other => tokens.push(Token::Literal(other.written().into())),
            }
        }
        Number::new(tokens, grouped, scale)
    }

    fn scientific(mut self, position: usize) -> Option<Body> {
        let mut after = self.tokens.split_off(position).into_iter();
        let Some(Raw::Exponent { plus }) = after.next() else {
            return None;
        };
        let exponent = Self {
            tokens: after.collect(),
            ..Self::default()
        };
        if !self.has_digits() || !exponent.has_digits() || exponent.has(&Raw::Point) {
            return None;
        }
        Some(Body::Scientific {
            mantissa: self.number(),
            plus,
            exponent: exponent.number(),
        })
    }

    fn fraction(mut self, stroke: usize) -> Option<Body> {
        let mut tail = self.tokens.split_off(stroke).into_iter().peekable();
        let mut written = String::new();
        while let Some(token) = tail.next_if(|token| matches!(token, Raw::Stroke | Raw::Literal(_)))
        {
            written.push_str(&token.written());
        }
        let mut before = String::new();
        while let Some(Raw::Literal(literal)) = self.tokens.last() {
            before.insert_str(0, literal);
            self.tokens.pop();
        }
        let mut numerator = Vec::new();
        while let Some(Raw::Digit(place)) = self.tokens.last() {
            numerator.insert(0, *place);
            self.tokens.pop();
        }
        let denominator = denominator(&mut tail)?;
        let end: String = tail.map(|token| token.written()).collect();
        let scale = 2 * self.percents;
        self.percents = 0;
        Some(Body::Fraction(Fraction {
            whole: self.number(),
            numerator,
            stroke: (before + &written).into(),
            denominator,
            end: end.into(),
            scale,
        }))
    }
}

fn denominator(tail: &mut Peekable<IntoIter<Raw>>) -> Option<Denominator> {
    let mut places = Vec::new();
    let mut figures = String::new();
    loop {
        let figure = tail.next_if(|token| match token {
            Raw::Figure(_) => places.is_empty(),
            Raw::Digit(place) => figures.is_empty() || *place == Placeholder::Zero,
            _ => false,
        });
        match figure {
            Some(Raw::Figure(figure)) => figures.push(figure),
            Some(Raw::Digit(_)) if !figures.is_empty() => figures.push('0'),
            Some(Raw::Digit(place)) => places.push(place),
            _ => break,
        }
    }
    if figures.is_empty() {
        return Some(Denominator::Places(places));
    }
    if figures.len() > DENOMINATOR_DIGITS_MAX {
        return None;
    }
    Some(Denominator::Fixed(figures.parse().ok()?, figures.into()))
}

impl Raw {
    /// How it is shown where it has no meaning.
    fn written(&self) -> String {
        match self {
            Self::Literal(literal) => literal.clone(),
            Self::Figure(figure) => figure.to_string(),
            Self::Digit(place) => place.empty().map_or_else(String::new, String::from),
            Self::Point => ".".to_owned(),
            Self::Comma => ",".to_owned(),
            Self::Stroke => "/".to_owned(),
            Self::Exponent { plus: true } => "E+".to_owned(),
            Self::Exponent { plus: false } => "E-".to_owned(),
            Self::General | Self::Text | Self::Date(_) | Self::Era | Self::Hijri => String::new(),
        }
    }
}

/// An `m` or `mm` right after hours, or right before seconds, means minutes.
fn minutes(parts: &mut [Part]) {
    let mut after_hours = false;
    for part in &mut *parts {
        match part {
            Part::Literal(_) | Part::Noon(..) => {}
            Part::Month(width @ 1..=2) if after_hours => {
                *part = Part::Minute(*width);
                after_hours = false;
            }
            Part::Hour(_) | Part::Hours(_) => after_hours = true,
            _ => after_hours = false,
        }
    }
    let mut before_seconds = false;
    for part in parts.iter_mut().rev() {
        match part {
            Part::Literal(_) | Part::Noon(..) | Part::Fraction(_) => {}
            Part::Month(width @ 1..=2) if before_seconds => {
                *part = Part::Minute(*width);
                before_seconds = false;
            }
            Part::Second(_) | Part::Seconds(_) => before_seconds = true,
            _ => before_seconds = false,
        }
    }
}
