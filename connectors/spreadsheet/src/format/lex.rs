//! Codes to their pieces.

use super::date::Part;
use super::sections::{Condition, Placeholder};

/// A piece of a code as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Raw {
    Literal(String),
    Digit(Placeholder),
    /// A digit that stands for itself.
    Figure(char),
    Point,
    Comma,
    Stroke,
    /// `E+` or `E-`.
    Exponent {
        plus: bool,
    },
    General,
    Text,
    Date(Part),
    /// A letter of an era, which only East Asian calendars show.
    Era,
    /// Asks for the Islamic calendar, which cannot be followed here.
    Hijri,
}

/// A section as it is written.
#[derive(Debug, Default)]
pub(super) struct RawSection {
    pub(super) tokens: Vec<Raw>,
    pub(super) condition: Option<Condition>,
    pub(super) language: u32,
    pub(super) percents: i32,
}

/// What is left of a code.
struct Lexer<'c> {
    rest: &'c str,
}

impl<'c> Lexer<'c> {
    fn next(&mut self) -> Option<char> {
        let mut characters = self.rest.chars();
        let next = characters.next()?;
        self.rest = characters.as_str();
        Some(next)
    }

    /// Takes a word, whatever its case.
    fn take(&mut self, word: &str) -> bool {
        let head = self.rest.get(..word.len());
        let found = head.is_some_and(|head| head.eq_ignore_ascii_case(word));
        if found {
            self.rest = self.rest.get(word.len()..).unwrap_or_default();
        }
        found
    }

    /// Counts how often a letter follows, whatever its case.
    fn run(&mut self, letter: char) -> usize {
        let after = self
            .rest
            .trim_start_matches([letter.to_ascii_lowercase(), letter.to_ascii_uppercase()]);
        let count = self.rest.len() - after.len();
        self.rest = after;
        count
    }

    /// Takes all up to a mark, and the mark; none where it does not come.
    fn until(&mut self, mark: char) -> Option<&'c str> {
        let (found, after) = self.rest.split_once(mark)?;
        self.rest = after;
        Some(found)
    }
}

pub(super) fn lex(code: &str) -> Option<Vec<RawSection>> {
    let mut lexer = Lexer { rest: code };
    let mut sections = Vec::new();
    let mut section = RawSection::default();
    while !lexer.rest.is_empty() {
        if let Some(token) = word(&mut lexer) {
            section.tokens.push(token);
            continue;
        }
        match lexer.next()? {
            ';' => sections.push(std::mem::take(&mut section)),
            '"' => section.literal(lexer.until('"')?),
            '\\' => section.extend(lexer.next()),
            // The width of a character, here that of a space.
            '_' => section.extend(lexer.next().map(|_| ' ')),
            // Fills the column, whose width is not known here.
            '*' => drop(lexer.next()),
            '[' => section.bracket(lexer.until(']')?)?,
            '0' => section.tokens.push(Raw::Digit(Placeholder::Zero)),
            '#' => section.tokens.push(Raw::Digit(Placeholder::Nothing)),
            '?' => section.tokens.push(Raw::Digit(Placeholder::Space)),
            '.' => section.tokens.push(Raw::Point),
            ',' => section.tokens.push(Raw::Comma),
            '/' => section.tokens.push(Raw::Stroke),
            '@' => section.tokens.push(Raw::Text),
            '%' => {
                section.percents += 1;
                section.extend(Some('%'));
            }
            figure @ '1'..='9' => section.tokens.push(Raw::Figure(figure)),
            other => section.extend(Some(other)),
        }
    }
    sections.push(section);
    Some(sections)
}

/// A word or a run of letters with a meaning.
fn word(lexer: &mut Lexer<'_>) -> Option<Raw> {
    let date = |part| Some(Raw::Date(part));
    if lexer.take("General") {
        return Some(Raw::General);
    }
    if lexer.take("AM/PM") {
        return date(Part::Noon("AM", "PM"));
    }
    if lexer.take("上午/下午") {
        return date(Part::Noon("上午", "下午"));
    }
    for (written, before, after) in [("A/P", "A", "P"), ("a/p", "a", "p")] {
        if let Some(rest) = lexer.rest.strip_prefix(written) {
            lexer.rest = rest;
            return date(Part::Noon(before, after));
        }
    }
    if lexer.take("E+") {
        return Some(Raw::Exponent { plus: true });
    }
    if lexer.take("E-") {
        return Some(Raw::Exponent { plus: false });
    }
    if lexer.take("B1") {
        return Some(Raw::Era); // the calendar of Gregory, which is meant anyway
    }
    if lexer.take("B2") {
        return Some(Raw::Hijri);
    }
    let letter = lexer.rest.chars().next()?.to_ascii_lowercase();
    let part = match letter {
        'y' => Part::Year,
        'm' => Part::Month,
        'd' => Part::Day,
        'h' => Part::Hour,
        's' => Part::Second,
        'b' => Part::Buddhist,
        'e' => |_| Part::Year(4),
        'g' => {
            lexer.run(letter);
            return Some(Raw::Era);
        }
        _ => return None,
    };
    date(part(lexer.run(letter)))
}

impl RawSection {
    fn literal(&mut self, text: &str) {
        match self.tokens.last_mut() {
            Some(Raw::Literal(literal)) => literal.push_str(text),
            _ => self.tokens.push(Raw::Literal(text.to_owned())),
        }
    }

    fn extend(&mut self, character: Option<char>) {
        if let Some(character) = character {
            self.literal(character.encode_utf8(&mut [0; 4]));
        }
    }

    pub(super) fn has(&self, token: &Raw) -> bool {
        self.tokens.contains(token)
    }

    pub(super) fn has_digits(&self) -> bool {
        self.tokens
            .iter()
            .any(|token| matches!(token, Raw::Digit(_)))
    }

    /// What stands in brackets: a currency with its language, a condition, a count of all hours,
    /// or a colour and the like, which show nothing here.
    fn bracket(&mut self, inside: &str) -> Option<()> {
        if let Some(currency) = inside.strip_prefix('$') {
            let (symbol, locale) = currency.rsplit_once('-').unwrap_or((currency, ""));
            self.literal(symbol);
            let language = u32::from_str_radix(locale.split(',').next()?, 16);
            self.language = language.unwrap_or(self.language);
            return Some(());
        }
        if inside.starts_with(['<', '>', '=']) {
            self.condition = Some(condition(inside)?);
            return Some(());
        }
        let mut lexer = Lexer { rest: inside };
        let letter = inside.chars().next()?;
        let count = lexer.run(letter);
        let part = match letter.to_ascii_lowercase() {
            'h' => Part::Hours,
            'm' => Part::Minutes,
            's' => Part::Seconds,
            _ => return letter.is_alphabetic().then_some(()),
        };
        if lexer.rest.is_empty() {
            self.tokens.push(Raw::Date(part(count)));
            return Some(());
        }
        letter.is_alphabetic().then_some(()) // `[Magenta]`
    }
}

fn condition(text: &str) -> Option<Condition> {
    let limit = text.trim_start_matches(['<', '>', '=']);
    let sign = text.strip_suffix(limit)?;
    let (less, equal, greater) = match sign {
        "<" => (true, false, false),
        "<=" => (true, true, false),
        "=" => (false, true, false),
        ">=" => (false, true, true),
        ">" => (false, false, true),
        "<>" => (true, false, true),
        _ => return None,
    };
    let limit: f64 = limit.trim().parse().ok()?;
    limit.is_finite().then_some(Condition {
        less,
        equal,
        greater,
        limit,
    })
}
