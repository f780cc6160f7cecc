//! What the values of a column say for or against an attribute.

use super::context::Place;
use super::look::{Holds, Look, Sample};
use crate::schema::AttributeKind;

/// What speaks for and against.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    /// In hundredths, added to how like the names are.
    pub(super) points: i32,
    /// What speaks for it, in words.
    pub(super) reasons: Vec<String>,
    /// How sure the values alone make it, in per cent.
    pub(super) alone: u32,
}

impl Evidence {
    fn speak(&mut self, points: i32, reason: &str) {
        self.points += points;
        self.reasons.push(reason.to_owned());
    }

    fn doubt(&mut self, points: i32) {
        self.points -= points;
    }
}

/// Weighs values against an attribute; none where they can never become it.
pub(super) fn weigh(look: &Look<'_>, place: &Place<'_>) -> Option<Evidence> {
    let mut evidence = Evidence::default();
    if look.holds == Holds::Nothing {
        evidence.doubt(5);
        return Some(evidence);
    }
    of_type(look, place, &mut evidence)?;
    of_meaning(look, place, &mut evidence);
    of_length(look, place, &mut evidence);
    of_list(look, place, &mut evidence);
    if place.names_the_record && place.child.is_none() {
        match look.own {
            Some(own) if own.is_whole() => evidence.speak(8, "no value twice"),
            Some(_) => evidence.speak(4, "hardly a value twice"),
            None => evidence.doubt(15),
        }
    }
    Some(evidence)
}

/// Whether values of this type can become the attribute's.
fn of_type(look: &Look<'_>, place: &Place<'_>, evidence: &mut Evidence) -> Option<()> {
    let words = look.holds.words();
    match (place.attribute.kind, look.holds) {
        (AttributeKind::Date | AttributeKind::DateTime, Holds::Dates) => evidence.speak(10, words),
        (AttributeKind::Number, Holds::Numbers { .. })
        | (AttributeKind::Integer, Holds::Numbers { whole: true }) => evidence.speak(6, words),
        // Ones and zeros may count something.
        (AttributeKind::Number | AttributeKind::Integer, Holds::Truth)
            if (look.samples.iter()).all(|sample| ["0", "1"].contains(&sample.text)) => {}
        (AttributeKind::Boolean, Holds::Truth) => evidence.speak(8, words),
        (AttributeKind::Text, Holds::Dates) if !place.says("date") => evidence.doubt(30),
        (AttributeKind::Text, Holds::Numbers { whole: false }) => evidence.doubt(25),
        (AttributeKind::Text | AttributeKind::Any, _) => {}
        _ => return None,
    }
    Some(())
}

/// Values that say of themselves what they are.
fn of_meaning(look: &Look<'_>, place: &Place<'_>, evidence: &mut Evidence) {
    if place.attribute.kind != AttributeKind::Text {
        return;
    }
    let told = [
        (Holds::Emails, "email", 62),
        (Holds::Countries, "country", 57),
        (Holds::Currencies, "currency", 57),
        (Holds::Links, "website", 60),
        (Holds::Ibans, "iban", 62),
    ];
    for (holds, word, alone) in told {
        if look.holds == holds && place.says(word) {
            evidence.speak(8, holds.words());
            if place.says_only(word) && look.column.distinct.count > 1 {
                evidence.alone = alone;
            }
        }
    }
    if look.holds != Holds::Currencies && place.says("currency") {
        evidence.doubt(10);
    }
    if look.holds == Holds::Countries && place.says("nationality") {
        evidence.speak(8, look.holds.words());
    }
    let is_email = look.holds == Holds::Emails;
    if is_email != place.says("email") {
        evidence.doubt(35);
    }
    let is_link = look.holds == Holds::Links;
    if (is_link && !place.says("website")) || (!is_link && place.says_surely("website")) {
        evidence.doubt(35);
    }
    let like_phones = look.holds == Holds::Phones || digits(look);
    if place.says("phone") || place.says("fax") {
        if like_phones {
            evidence.speak(5, "telephone numbers");
        } else {
            evidence.doubt(20);
        }
    } else if look.holds == Holds::Phones {
        evidence.doubt(15);
    }
    let wants_words = ["name", "description", "comment", "title"]
        .iter()
        .any(|word| place.says(word));
    if wants_words && digits(look) {
        evidence.doubt(25);
    }
}

/// Whether all known values are digits and nothing else.
fn digits(look: &Look<'_>) -> bool {
    let mut texts = look.samples.iter().flat_map(|sample| sample.text.bytes());
    !look.samples.is_empty() && texts.all(|byte| byte.is_ascii_digit())
}

/// Whether values are longer than the attribute takes.
fn of_length(look: &Look<'_>, place: &Place<'_>, evidence: &mut Evidence) {
    let Some(most) = place.attribute.length_max else {
        return;
    };
    if place.attribute.kind == AttributeKind::Text && look.longest > u64::from(most) {
        evidence.doubt(15);
    } else if most <= 3 && look.longest == u64::from(most) {
        evidence.speak(4, &format!("{most} characters"));
    }
}

/// Whether values are of the attribute's list.
fn of_list(look: &Look<'_>, place: &Place<'_>, evidence: &mut Evidence) {
    let Some(listed) = listed(look, place) else {
        return;
    };
    if listed == look.samples.len() {
        evidence.speak(12, "of the list of accepted values");
    } else if listed == 0 {
        evidence.doubt(12);
    }
}

/// How many of the known values are of the attribute's list; none where it has no list.
pub(super) fn listed(look: &Look<'_>, place: &Place<'_>) -> Option<usize> {
    let allowed = place.attribute.allowed.as_ref()?;
    let known = |sample: &&Sample<'_>| allowed.iter().any(|one| &**one == sample.text);
    (!look.samples.is_empty()).then(|| look.samples.iter().filter(known).count())
}
