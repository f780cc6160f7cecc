//! A few records from their place in the legacy file to the ERP, as the page shows them.

use crate::report::language::Language;
use crate::report::model::{FollowedReport, ObjectReport};
use crate::report::text;

/// The followed records of one object.
pub(super) struct FollowedGroup {
    pub(super) object: String,
    pub(super) records: Vec<Followed>,
}

pub(super) struct Followed {
    pub(super) record: u64,
    pub(super) key: String,
    pub(super) origin: String,
    pub(super) state: String,
    pub(super) state_class: &'static str,
    pub(super) target_id: Option<String>,
    pub(super) findings: Vec<Finding>,
    pub(super) attempts: Vec<Attempt>,
    pub(super) values: Vec<Value>,
    pub(super) omitted: Option<String>,
    pub(super) returned: bool,
    pub(super) command: String,
}

pub(super) struct Finding {
    pub(super) class: &'static str,
    pub(super) severity: String,
    pub(super) code: String,
    pub(super) field: String,
    pub(super) origin: String,
    pub(super) found: String,
    pub(super) expected: String,
}

pub(super) struct Attempt {
    pub(super) at: String,
    pub(super) outcome: String,
    pub(super) message: Option<String>,
}

pub(super) struct Value {
    pub(super) attribute: String,
    pub(super) sent: String,
    pub(super) erp: Option<String>,
    pub(super) agrees: Option<bool>,
}

pub(super) fn followed_group(object: &ObjectReport, words: &Language) -> Option<FollowedGroup> {
    (!object.followed.is_empty()).then(|| FollowedGroup {
        object: text::visible(&object.name),
        records: (object.followed.iter())
            .map(|one| followed(one, words))
            .collect(),
    })
}

fn followed(one: &FollowedReport, words: &Language) -> Followed {
    let visible = |text: &Option<String>| text.as_deref().map(text::visible);
    Followed {
        record: one.record,
        key: text::visible(&one.key),
        origin: text::visible(&one.origin),
        state: text::visible(&words.state(&one.state)),
        state_class: match &*one.state {
            "loaded" => "ok",
            "rejected" | "refused" | "in doubt" => "tag bad",
            _ => "tag quiet",
        },
        target_id: visible(&one.target_id),
        findings: (one.findings.iter())
            .map(|finding| Finding {
                class: finding.severity.word(),
                severity: words.severity(finding.severity),
                code: text::visible(&finding.code),
                field: text::visible(&finding.field),
                origin: text::visible(&finding.origin),
                found: text::visible(&finding.found),
                expected: text::visible(&finding.expected),
            })
            .collect(),
        attempts: (one.attempts.iter())
            .map(|attempt| Attempt {
                at: moment(&attempt.at, words),
                outcome: (attempt.outcome.as_deref()).map_or_else(
                    || words.say("no-answer-yet"),
                    |outcome| text::visible(&words.state(outcome)),
                ),
                message: visible(&attempt.message),
            })
            .collect(),
        values: (one.values.iter())
            .map(|value| Value {
                attribute: text::visible(&value.attribute),
                sent: text::visible(&value.sent),
                erp: visible(&value.erp),
                agrees: value.agrees,
            })
            .collect(),
        omitted: (one.values_omitted > 0)
            .then(|| words.counted("n-values-omitted", one.values_omitted)),
        returned: one.returned,
        command: command(&one.key),
    }
}

/// What follows the record through every rule; nothing where its key may not be shown.
fn command(key: &str) -> String {
    if key.is_empty() || key == crate::diagnose::HIDDEN {
        return String::new();
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:".contains(c);
    let key = text::visible(key);
    if key.chars().all(plain) {
        format!("landbridge show {key}")
    } else {
        format!("landbridge show '{}'", key.replace('\'', "'\\''"))
    }
}

fn moment(at: &str, words: &Language) -> String {
    at.parse()
        .map_or_else(|_| text::visible(at), |at| words.instant(at))
}
