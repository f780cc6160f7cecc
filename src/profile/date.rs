//! Dates in text: the form, and what the text would be with the day or the month first.

use jiff::civil::Date;

/// In which order a date is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Order {
    /// `2026-03-31`
    YearFirst,
    /// `31/03/2026` or `03/31/2026`
    Numbers,
    /// `31 Mar 2026`
    DayMonthName,
    /// `Mar 31, 2026`
    MonthNameDay,
}

/// The form of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Form {
    pub(super) order: Order,
    pub(super) separator: char,
    /// Digits of the year: 2 or 4.
    pub(super) year: u8,
    pub(super) time: bool,
}

/// A text that reads as a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DateLook {
    pub(super) form: Form,
    /// The date with the day first; the same as `month_first` for forms that leave no choice.
    pub(super) day_first: Option<Date>,
    pub(super) month_first: Option<Date>,
}

/// Which of the first two numbers is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DayOrMonth {
    DayFirst,
    MonthFirst,
    Ambiguous,
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];
const LENGTH_MAX: usize = 40;

/// Reads a trimmed text as a date, with or without a time after it. A form that fits with a day
/// that the calendar lacks gives a look without dates.
pub(super) fn look(text: &str) -> Option<DateLook> {
    let starts = text.bytes().next()?;
    if !(6..=LENGTH_MAX).contains(&text.len())
        || !text.is_ascii()
        || !starts.is_ascii_alphanumeric()
    {
        return None;
    }
    let (parts, separator, rest) = parts(text)?;
    let time = time(rest)?;
    let [a, b, c] = parts;
    let form = |order, year: &str| Form {
        order,
        separator,
        year: if year.len() == 4 { 4 } else { 2 },
        time,
    };
    let two = |text: &str| {
        matches!(text.len(), 1 | 2)
            .then(|| text.parse::<i8>().ok())
            .flatten()
    };
    if a.len() == 4 && matches!(separator, '-' | '/' | '.') {
        let (month, day) = (two(b)?, two(c)?);
        let date = Date::new(a.parse().ok()?, month, day).ok();
        ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some(())?;
        return Some(sure(form(Order::YearFirst, a), date));
    }
    let year = year(c)?;
    if let Some(month) = month(b) {
        return Some(sure(
            form(Order::DayMonthName, c),
            Date::new(year, month, two(a)?).ok(),
        ));
    }
    if let Some(month) = month(a) {
        return Some(sure(
            form(Order::MonthNameDay, c),
            Date::new(year, month, two(b)?).ok(),
        ));
    }
    let (first, second) = (two(a)?, two(b)?);
    let plausible = (1..=31).contains(&first) && (1..=31).contains(&second);
    // Two digits everywhere with blanks or points between are rather a code than a date.
    if !plausible || (first > 12 && second > 12) || (c.len() == 2 && separator == ' ') {
        return None;
    }
    Some(DateLook {
        form: form(Order::Numbers, c),
        day_first: Date::new(year, second, first).ok(),
        month_first: Date::new(year, first, second).ok(),
    })
}

/// Which comes first, where the numbers tell.
pub(super) fn day_or_month(text: &str) -> DayOrMonth {
    let mut numbers = text.split(|c: char| !c.is_ascii_digit());
    let mut next = || numbers.next().and_then(|text| text.parse::<u8>().ok());
    match (next(), next()) {
        (Some(first), _) if first > 12 => DayOrMonth::DayFirst,
        (_, Some(second)) if second > 12 => DayOrMonth::MonthFirst,
        _ => DayOrMonth::Ambiguous,
    }
}

/// Eight digits that are a date of the years 1900 to 2099.
pub(super) fn compact(text: &str) -> Option<Date> {
    if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i32 = text.parse().ok()?;
    let year = i16::try_from(number / 10_000).ok()?;
    let month = i8::try_from(number / 100 % 100).ok()?;
    let day = i8::try_from(number % 100).ok()?;
    (1900..2100)
        .contains(&year)
        .then(|| Date::new(year, month, day).ok())?
}

fn sure(form: Form, date: Option<Date>) -> DateLook {
    DateLook {
        form,
        day_first: date,
        month_first: date,
    }
}

/// Three parts with the same separator between, and what follows them.
fn parts(text: &str) -> Option<([&str; 3], char, &str)> {
    let word = |text: &str| text.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let (a, rest) = text.split_at_checked(word(text))?;
    let separator = rest.chars().next()?;
    if !matches!(separator, '-' | '/' | '.' | ' ') {
        return None;
    }
    let rest = rest.trim_start_matches([separator, ' ']);
    let (b, rest) = rest.split_at_checked(word(rest))?;
    let between = rest.chars().next()?;
    if between != separator && between != ',' {
        return None;
    }
    let rest = rest.trim_start_matches([between, ' ']);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (c, rest) = rest.split_at_checked(digits)?;
    (!a.is_empty() && !b.is_empty() && !c.is_empty()).then_some(([a, b, c], separator, rest))
}

/// Whether a time follows; nothing where something else does.
fn time(rest: &str) -> Option<bool> {
    let Some(time) = rest.strip_prefix(['T', ' ']) else {
        return rest.is_empty().then_some(false);
    };
    let like = |byte: u8| byte.is_ascii_digit() || b":.+-Z APMapm".contains(&byte);
    (time.contains(':') && time.bytes().all(like)).then_some(true)
}

fn year(text: &str) -> Option<i16> {
    let number: i16 = text.parse().ok()?;
    match text.len() {
        4 => Some(number),
        // As POSIX has it: 69 to 99 are of the last century.
        2 if number >= 69 => Some(1900 + number),
        2 => Some(2000 + number),
        _ => None,
    }
}

fn month(text: &str) -> Option<i8> {
    let three = text.get(..3)?;
    text.bytes()
        .all(|byte| byte.is_ascii_alphabetic())
        .then_some(())?;
    let index = MONTHS
        .iter()
        .position(|month| month.eq_ignore_ascii_case(three))?;
    (text.len() <= 9).then(|| i8::try_from(index + 1).ok())?
}

impl Form {
    /// The form in letters; `day_first` tells what the numbers mean, none that it is not known.
    pub(super) fn words(self, day_first: Option<bool>) -> String {
        let year = if self.year == 4 { "YYYY" } else { "YY" };
        let s = self.separator;
        let date = match (self.order, day_first) {
            (Order::YearFirst, _) => format!("YYYY{s}MM{s}DD"),
            (Order::DayMonthName, _) => format!("DD{s}Mon{s}{year}"),
            (Order::MonthNameDay, _) => format!("Mon{s}DD, {year}"),
            (Order::Numbers, Some(true)) => format!("DD{s}MM{s}{year}"),
            (Order::Numbers, Some(false)) => format!("MM{s}DD{s}{year}"),
            (Order::Numbers, None) => format!("DD{s}MM{s}{year} or MM{s}DD{s}{year}"),
        };
        if self.time {
            format!("{date} with time")
        } else {
            date
        }
    }
}
