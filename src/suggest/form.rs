//! How a column's values must be shaped to become an attribute's, and what is to be looked at.

use super::context::Place;
use super::evidence::listed;
use super::look::{Holds, Look, Sample};
use crate::diagnose::grouped;
use crate::profile::DateForm;
use crate::schema::AttributeKind;

/// Words of attributes whose values are somebody's own.
const PERSONAL: [&str; 9] = [
    "email", "mobile", "birth", "salary", "passport", "national", "marital", "iban", "taxpayer",
];

/// A form that fewer than one in so many values have is a mistake, not a form.
const SELDOM: u64 = 20;

/// Shaping as a mapping writes it, and remarks for people.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Form {
    pub(super) shaping: Vec<String>,
    pub(super) remarks: Vec<String>,
}

impl Form {
    fn shape(&mut self, shaping: String) {
        self.shaping.push(shaping);
    }

    fn remark(&mut self, remark: impl Into<String>) {
        self.remarks.push(remark.into());
    }
}

/// The form of a column for an attribute.
pub(super) fn of(look: &Look<'_>, place: &Place<'_>) -> Form {
    let mut form = Form::default();
    if place.is_date() {
        dates(look, place, &mut form);
    } else if place.is_number() {
        numbers(look, &mut form);
    } else {
        texts(look, place, &mut form);
    }
    codes(look, place, &mut form);
    if PERSONAL.iter().any(|word| place.says(word)) {
        form.shape("personal: true".to_owned());
    }
    form
}

fn texts(look: &Look<'_>, place: &Place<'_>, form: &mut Form) {
    if place.attribute.kind != AttributeKind::Text {
        return;
    }
    if look.said("lost-zeros")
        && let Some(width) = usual_digits(look)
    {
        form.shape(format!("pad: {width}"));
        form.remark("LOOK: zeros before it seem lost");
    }
    if let Some(most) = place
        .attribute
        .length_max
        .filter(|most| look.longest > u64::from(*most))
    {
        form.remark(format!(
            "LOOK: values of up to {} characters, {most} are accepted",
            look.longest
        ));
    }
}

/// How many digits most of the values have that are digits.
fn usual_digits(look: &Look<'_>) -> Option<usize> {
    let digits = |sample: &&Sample<'_>| sample.text.bytes().all(|byte| byte.is_ascii_digit());
    let mut counts = std::collections::BTreeMap::<usize, u64>::new();
    for sample in look.samples.iter().filter(digits) {
        *counts.entry(sample.text.len()).or_default() += sample.count;
    }
    let usual = counts.into_iter().max_by_key(|(_, count)| *count);
    usual.map(|(digits, _)| digits)
}

/// Values that the attribute does not know.
fn codes(look: &Look<'_>, place: &Place<'_>, form: &mut Form) {
    if listed(look, place).is_some_and(|listed| listed < look.samples.len()) {
        form.remark("LOOK: has values that are not accepted, add `crosswalk`");
    }
    let plain = |sample: &Sample<'_>| {
        ["y", "n", "true", "false"].contains(&sample.text.to_lowercase().as_str())
    };
    let truth = place.attribute.kind == AttributeKind::Boolean && look.holds == Holds::Truth;
    if truth && !look.samples.iter().all(plain) {
        form.remark("LOOK: only Y, N, true and false are understood, add `crosswalk`");
    }
}

fn numbers(look: &Look<'_>, form: &mut Form) {
    let forms: Vec<(&str, u64)> = (look.column.numbers.iter())
        .flat_map(|numbers| &numbers.forms)
        .map(|(words, count)| (words.as_str(), *count))
        .collect();
    let count = |words: &str| {
        forms
            .iter()
            .find(|(one, _)| *one == words)
            .map_or(0, |(_, count)| *count)
    };
    let has = |words: &str| count(words) * SELDOM > look.filled;
    let comma = has("decimal comma");
    let word = if has("thousands grouped by apostrophe") {
        "ch"
    } else if has("thousands grouped by space") && comma {
        "fr"
    } else if has("thousands grouped by point") || comma {
        "de"
    } else if has("thousands grouped by comma") {
        "en"
    } else {
        ""
    };
    if look.said("mixed-separators") || look.said("ambiguous-separator") {
        form.remark("LOOK: what the separators mean is not certain");
    }
    if !word.is_empty() {
        form.shape(format!("number: {word}"));
    }
    for sign in ["with a currency", "with a percent sign", "with an exponent"] {
        let count = count(sign);
        if count > 0 {
            form.remark(format!(
                "LOOK: {} {sign}, which is not understood",
                grouped(count)
            ));
        }
    }
}

fn dates(look: &Look<'_>, place: &Place<'_>, form: &mut Form) {
    if look.said("compact-date") {
        form.shape("date: \"%Y%m%d\"".to_owned());
        return;
    }
    let Some(dates) = &look.column.dates else {
        return;
    };
    let all: u64 = dates.forms.iter().map(|one| one.count).sum();
    let (usual, seldom): (Vec<&DateForm>, Vec<&DateForm>) =
        (dates.forms.iter()).partition(|one| one.count * SELDOM > all);
    if !seldom.is_empty() {
        let count = seldom.iter().map(|one| one.count).sum();
        form.remark(format!(
            "LOOK: {} in other forms, which will be findings",
            grouped(count)
        ));
    }
    let timed = usual.iter().any(|one| one.form.contains("with time"));
    if timed && place.attribute.kind == AttributeKind::Date {
        cut_time(look, form);
    } else if timed {
        form.remark("LOOK: the pattern lacks the time of day");
    }
    let order = day_or_month(look);
    if usual.iter().any(|one| one.form.contains(" or ")) {
        form.remark(match order {
            None => "LOOK: nothing tells the day from the month",
            Some(_) => "LOOK: in some the day and the month change places",
        });
    }
    let mut patterns: Vec<String> = Vec::new();
    for pattern in usual.iter().flat_map(|one| patterns_of(one, order)) {
        if !patterns.contains(&pattern) {
            patterns.push(pattern);
        }
    }
    match patterns.as_slice() {
        [] => {}
        // This form needs no pattern.
        [one] if one == "%Y-%m-%d" => {}
        [one] => form.shape(format!("date: \"{one}\"")),
        several => {
            let quoted: Vec<String> = several.iter().map(|one| format!("\"{one}\"")).collect();
            form.shape(format!("date: [{}]", quoted.join(", ")));
        }
    }
}

/// Which of the first two numbers of the known dates is the day, where one is over 12 more often
/// than the other: true for the first.
fn day_or_month(look: &Look<'_>) -> Option<bool> {
    let (mut first, mut second) = (0, 0);
    for sample in &look.samples {
        let mut numbers = sample.text.split(|sign: char| !sign.is_ascii_digit());
        let mut over = || {
            numbers
                .next()
                .and_then(|one| one.parse::<u8>().ok())
                .is_some_and(|one| one > 12)
        };
        match (over(), over()) {
            (true, false) => first += sample.count,
            (false, true) => second += sample.count,
            _ => {}
        }
    }
    (first != second).then_some(first > second)
}

/// Takes the day where a time of day follows.
fn cut_time(look: &Look<'_>, form: &mut Form) {
    let mut timed = look
        .samples
        .iter()
        .filter(|sample| sample.text.contains(':'))
        .peekable();
    if timed.peek().is_none() {
        form.remark("LOOK: a time of day follows the date");
        return;
    }
    let by_letter = timed.all(|sample| sample.text.contains('T'));
    let sign = if by_letter { "T" } else { " " };
    form.shape(format!("split: {{ at: \"{sign}\", part: 1 }}"));
    form.remark("the time of day is left out");
}

/// The patterns of a form that is given in letters: `DD/MM/YYYY`, `MM/DD/YYYY or DD/MM/YYYY`.
fn patterns_of(form: &DateForm, day_first: Option<bool>) -> Vec<String> {
    let words = form.form.strip_suffix(" with time").unwrap_or(&form.form);
    let mut either = words.split(" or ");
    let wanted = if day_first == Some(false) { "MM" } else { "DD" };
    let words = either
        .clone()
        .find(|one| one.starts_with(wanted))
        .or_else(|| either.next());
    let pattern = words
        .unwrap_or_default()
        .replace("YYYY", "%Y")
        .replace("YY", "%y")
        .replace("MM", "%m")
        .replace("DD", "%d");
    if pattern.contains("Mon") {
        // Names of months are written short or in full.
        return vec![pattern.replace("Mon", "%b"), pattern.replace("Mon", "%B")];
    }
    vec![pattern]
}
