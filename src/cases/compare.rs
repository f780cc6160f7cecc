//! Holds what came of a record against what is expected of it, attribute by attribute.

use landbridge_contract::Value;

use super::carry::Outcome;
use super::model::{Expectation, Expected, ExpectedFinding};
use super::payload::{flatten, rule_at, same, without_numbers};
use super::spelling::spell;
use crate::diagnose::{Finding, HIDDEN, Location};
use crate::mapping::{CheckedMapping, MappedVerdict};

/// Where an outcome is not what is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The number of the given record.
    pub record: usize,
    /// The attribute with its path, or `outcome`, or `finding`.
    pub what: String,
    /// What is expected, as a case spells it.
    pub expected: String,
    /// What came.
    pub got: String,
    /// Where the case says what is expected.
    pub at: Location,
    /// The rule that makes the value.
    pub rule: Option<Location>,
}

const NOT_SENT: &str = "not sent";

/// Adds what differs for one record.
pub(super) fn compare(
    number: usize,
    expected: &Expected,
    outcome: &Outcome,
    mapping: &CheckedMapping,
    differences: &mut Vec<Difference>,
) {
    let mut comparing = Comparing {
        number,
        expected,
        outcome,
        mapping,
        personal: mapping.personal_attributes(),
        differences,
    };
    comparing.verdict();
    comparing.findings();
    comparing.payload();
}

struct Comparing<'a> {
    number: usize,
    expected: &'a Expected,
    outcome: &'a Outcome,
    mapping: &'a CheckedMapping,
    personal: Vec<String>,
    differences: &'a mut Vec<Difference>,
}

impl Comparing<'_> {
    fn push(&mut self, what: &str, expected: String, got: String, at: &Location, field: &str) {
        self.differences.push(Difference {
            record: self.number,
            what: what.to_owned(),
            expected,
            got,
            at: at.clone(),
            rule: rule_at(self.mapping, field).cloned(),
        });
    }

    fn verdict(&mut self) {
        let expected = match &self.expected.expectation {
            Expectation::Payload(_) => MappedVerdict::Ready,
            Expectation::Rejected => MappedVerdict::Rejected,
            Expectation::Skipped => MappedVerdict::Filtered,
        };
        if expected != self.outcome.verdict {
            let (wanted, got) = (word(expected), word(self.outcome.verdict));
            let at = self.expected.at.clone();
            self.push("outcome", wanted.to_owned(), got.to_owned(), &at, "");
        }
    }

    /// Every expected finding must be there once, and no other.
    fn findings(&mut self) {
        let mut left: Vec<&Finding> = self.outcome.findings.iter().collect();
        let mut missing = Vec::new();
        for expected in &self.expected.findings {
            match left.iter().position(|finding| is_meant(expected, finding)) {
                Some(index) => drop(left.remove(index)),
                None => missing.push(expected.clone()),
            }
        }
        for expected in missing {
            // The likeliest of the others stands beside it, so that one mistake is one difference.
            let other = left.iter().position(|finding| {
                finding.code.id == expected.code
                    || expected.attribute.as_deref() == Some(finding.field.as_str())
            });
            let got = other.map_or_else(
                || "no such finding".to_owned(),
                |index| shown(left.remove(index)),
            );
            let field = expected.attribute.clone().unwrap_or_default();
            self.push(
                "finding",
                shown_expected(&expected),
                got,
                &expected.at,
                &field,
            );
        }
        for finding in left {
            let at = self.expected.at.clone();
            let got = shown(finding);
            self.push("finding", "no finding".to_owned(), got, &at, &finding.field);
        }
    }

    fn payload(&mut self) {
        let Expectation::Payload(expected) = &self.expected.expectation else {
            return;
        };
        // The findings say why there is no payload.
        if self.outcome.verdict != MappedVerdict::Ready {
            return;
        }
        let got = flatten(&self.outcome.payload);
        let value_at = |path: &str| got.iter().find(|(own, _)| own == path).map(|(_, one)| one);
        for (path, expected, at) in expected {
            let got = value_at(path);
            let agree = match (expected, got) {
                (None, None) => true,
                (Some(expected), Some(got)) => same(expected, got),
                _ => false,
            };
            if !agree {
                let expected = self.spelt(path, expected.as_ref());
                let got = self.spelt(path, got);
                self.push(path, expected, got, at, path);
            }
        }
        for (path, value) in &got {
            if !expected.iter().any(|(known, _, _)| known == path) {
                let at = self.expected.at.clone();
                let got = self.spelt(path, Some(value));
                self.push(path, NOT_SENT.to_owned(), got, &at, path);
            }
        }
    }

    /// A value as a case spells it; of a personal one only that there is one.
    fn spelt(&self, path: &str, value: Option<&Value>) -> String {
        let Some(value) = value else {
            return NOT_SENT.to_owned();
        };
        let plain = without_numbers(path);
        if self.personal.contains(&plain) && !value.is_blank() {
            return HIDDEN.to_owned();
        }
        spell(value)
    }
}

fn word(verdict: MappedVerdict) -> &'static str {
    match verdict {
        MappedVerdict::Ready => "a payload",
        MappedVerdict::Rejected => "rejected",
        MappedVerdict::Filtered => "skipped",
    }
}

fn is_meant(expected: &ExpectedFinding, finding: &Finding) -> bool {
    let agrees = |stated: &Option<String>, own: &str| {
        stated.as_deref().is_none_or(|stated| stated == own.trim())
    };
    expected.code == finding.code.id
        && agrees(&expected.attribute, &finding.field)
        && agrees(&expected.found, &finding.found)
        && agrees(&expected.expected, &finding.expected)
}

fn shown(finding: &Finding) -> String {
    let of = if finding.field.is_empty() {
        String::new()
    } else {
        format!(" {}", finding.field)
    };
    let (code, severity) = (finding.code.id, finding.severity);
    format!(
        "{severity} {code}{of}: found {}, expected {}",
        finding.found, finding.expected
    )
}

fn shown_expected(expected: &ExpectedFinding) -> String {
    let mut text = expected.code.clone();
    if let Some(attribute) = &expected.attribute {
        text.push(' ');
        text.push_str(attribute);
    }
    if let Some(found) = &expected.found {
        text.push_str(": found ");
        text.push_str(found);
    }
    if let Some(wanted) = &expected.expected {
        text.push_str(", expected ");
        text.push_str(wanted);
    }
    text
}
