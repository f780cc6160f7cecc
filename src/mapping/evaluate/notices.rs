//! What a source noticed about values, said where the mapping reads them.

use landbridge_contract::{Name, NoticeKind, Record, Text, Value};

use super::frame::Frame;
use crate::diagnose::{Code, Finding, Severity, Stage, codes, masked};
use crate::mapping::mapped::Mapped;
use crate::mapping::plan::{Body, BoundValue, Plan};
use crate::mapping::severities::Severities;

/// The slots whose values are not to be used.
pub(super) fn bad_slots(record: &Record) -> Vec<u32> {
    record
        .notices
        .iter()
        .filter(|notice| notice_meaning(notice.kind).1 == Severity::Error)
        .filter_map(|notice| notice.slot)
        .collect()
}

/// Code, severity and what is expected for what a source noticed.
fn notice_meaning(kind: NoticeKind) -> (&'static Code, Severity, &'static str) {
    match kind {
        NoticeKind::DigitsLost => (
            &codes::SRC_DIGITS_LOST,
            Severity::Error,
            "at most 15 digits, or text",
        ),
        NoticeKind::ErrorCell => (&codes::SRC_ERROR_CELL, Severity::Error, "a value"),
        NoticeKind::Hidden => (
            &codes::SRC_HIDDEN,
            Severity::Warning,
            "a record that can be seen",
        ),
        NoticeKind::HiddenColumn => (
            &codes::SRC_HIDDEN,
            Severity::Warning,
            "a column that can be seen",
        ),
        NoticeKind::Merged => (
            &codes::SRC_MERGED,
            Severity::Warning,
            "a value in the cell itself",
        ),
        NoticeKind::RepeatedHeader => (
            &codes::SRC_REPEATED_HEADER,
            Severity::Warning,
            "column names only once",
        ),
        NoticeKind::Malformed => (
            &codes::SRC_MALFORMED,
            Severity::Error,
            "a field of the form that the layout states",
        ),
        NoticeKind::Undecodable => (
            &codes::SRC_UNDECODABLE,
            Severity::Error,
            "text in the encoding of the file",
        ),
        NoticeKind::Ragged => (
            &codes::SRC_RAGGED,
            Severity::Warning,
            "as many fields as the header has",
        ),
        NoticeKind::PhantomDate => (
            &codes::SRC_PHANTOM_DATE,
            Severity::Error,
            "a date of the calendar",
        ),
        NoticeKind::Incomplete => (
            &codes::GROUP_INCOMPLETE,
            Severity::Error,
            "rows that can be read, before and behind the group as well",
        ),
        // The rule that reads the value says it; kinds that are not known yet are shown.
        NoticeKind::Repeated => (&codes::SRC_REPEATED, Severity::Warning, "one value"),
        _ => (&codes::SRC_RECORD, Severity::Warning, "a plain value"),
    }
}

/// Says what the source noticed of one value of a record that no body reads, and of that record as a
/// whole; once where several rules take values of the record.
pub(super) fn say_of_slot(
    plan: &Plan,
    rule: &BoundValue,
    slot: usize,
    record: &Record,
    frame: &Frame<'_>,
    out: &mut Mapped,
) {
    for notice in &record.notices {
        let own = notice.slot.and_then(|slot| usize::try_from(slot).ok());
        if notice.kind == NoticeKind::Repeated || own.is_some_and(|own| own != slot) {
            continue;
        }
        let (code, severity, expected) = notice_meaning(notice.kind);
        // A notice about the whole record may show any of its values.
        let personal = rule.personal || (own.is_none() && !plan.personal_attributes.is_empty());
        let finding = Finding {
            code,
            severity: plan.severities.of(code, severity),
            stage: Stage::Extract,
            field: rule.field.clone(),
            origin: frame.origin(record, own),
            found: masked(&Value::text(&notice.found), personal),
            expected: expected.to_owned(),
        };
        let said = |one: &Finding| one.origin == finding.origin && one.code == finding.code;
        if own.is_some() || !out.findings.iter().any(said) {
            out.findings.push(finding);
        }
    }
}

/// Says what the source noticed of a record; repeated values are said by the rule that reads them.
pub(in crate::mapping) fn say(
    (body, severities): (&Body, &Severities),
    record: &Record,
    frame: &Frame<'_>,
    out: &mut Mapped,
) {
    if !body.says_notices {
        return;
    }
    for notice in &record.notices {
        if notice.kind == NoticeKind::Repeated {
            continue;
        }
        let (code, severity, expected) = notice_meaning(notice.kind);
        let slot = notice.slot.and_then(|slot| usize::try_from(slot).ok());
        let column: Option<&Name> = slot.and_then(|slot| frame.own_layout()?.names.get(slot));
        let personal = body.hides_all
            || match column {
                Some(column) => body.personal.contains(column),
                // A notice about the whole record may show any of its values.
                None => !body.personal.is_empty(),
            };
        let origin = frame.origin(record, slot);
        // A cell that a record and its nested records both read is said once.
        if !out.said.insert((code.id, origin.clone())) {
            continue;
        }
        out.findings.push(Finding {
            code,
            severity: severities.of(code, severity),
            stage: Stage::Extract,
            field: column.map_or_else(Text::default, |column| Text::from(&**column)),
            origin,
            found: masked(&Value::text(&notice.found), personal),
            expected: expected.to_owned(),
        });
    }
}
