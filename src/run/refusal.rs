//! How refusals read: the ERP's words, or ours where a record cannot be sent at all.

use std::sync::Arc;

use compact_str::CompactString;
use landbridge_contract::{Fields, Origin, Reference, TargetMessage, Value};

use crate::diagnose::{Code, Finding, Hidden, Severity, Stage, codes, masked};
use crate::ledger::Outcome;
use crate::reconcile::{CompareRules, FieldBreak};

/// Characters of the ERP's words that are kept.
const SHOWN_CHARACTERS_MAX: usize = 500;

/// The ERP does not want a record. It likes to repeat the value that it refuses: what is hidden is
/// in no part of the finding.
pub(super) fn refused(object: &str, messages: Vec<TargetMessage>, hidden: &Hidden) -> Outcome {
    let mut found = String::new();
    for message in &messages {
        if !found.is_empty() {
            found.push_str("; ");
        }
        // Some ERPs say the code in their text as well.
        if !message.code.is_empty() && !message.text.contains(&*message.code) {
            found.push_str(&hidden.hide(&message.code));
            found.push_str(": ");
        }
        found.push_str(&hidden.hide(&message.text));
    }
    let found = found.chars().take(SHOWN_CHARACTERS_MAX).collect();
    let field = messages
        .first()
        .map(|message| message.path.as_str())
        .unwrap_or_default();
    let field = CompactString::from(hidden.hide(field));
    let finding = finding(
        &codes::LOAD_REFUSED,
        object,
        field,
        found,
        "a record that the ERP accepts".into(),
    );
    Outcome::Refused {
        messages,
        finding: Box::new(finding),
    }
}

/// The personal texts of payloads: what must not be repeated to anybody.
pub(super) fn personal_texts<'p>(
    payloads: impl IntoIterator<Item = &'p Fields>,
    rules: &CompareRules,
) -> Hidden {
    let mut texts = Vec::new();
    if !rules.has_personal() {
        return Hidden::default();
    }
    for payload in payloads {
        collect_personal(payload, "", rules, &mut texts);
    }
    Hidden::new(texts)
}

fn collect_personal(fields: &Fields, path: &str, rules: &CompareRules, texts: &mut Vec<String>) {
    for (name, value) in fields {
        let path = if path.is_empty() {
            name.to_string()
        } else {
            format!("{path}.{name}")
        };
        match value {
            Value::List(items) => {
                for item in items {
                    match item {
                        Value::Record(fields) => collect_personal(fields, &path, rules, texts),
                        value if rules.is_personal(&path) => texts.push(value.to_string()),
                        _ => {}
                    }
                }
            }
            Value::Record(fields) => collect_personal(fields, &path, rules, texts),
            value if rules.is_personal(&path) && !value.is_blank() => texts.push(value.to_string()),
            _ => {}
        }
    }
}

/// A reference leads to a record that the ERP does not hold.
pub(super) fn reference_not_loaded(
    object: &str,
    field: &str,
    reference: &Reference,
    personal: bool,
) -> Outcome {
    let key = masked(&Value::Text(reference.key.clone()), personal);
    let finding = finding(
        &codes::REF_REJECTED,
        object,
        field.into(),
        format!("{key}, which is not in the ERP: held until it is"),
        format!(
            "the key of a record of {} that was loaded",
            reference.object
        ),
    );
    Outcome::Refused {
        messages: Vec::new(),
        finding: Box::new(finding),
    }
}

/// After a lost answer the ERP was asked, and holds something else under the key.
pub(super) fn found_different(object: &str, target_id: &str, breaks: &[FieldBreak]) -> Outcome {
    let fields: Vec<&str> = breaks.iter().map(|one| one.path.as_str()).collect();
    let finding = finding(
        &codes::LOAD_FOUND_DIFFERENT,
        object,
        CompactString::default(),
        format!("record {target_id}, which differs in {}", fields.join(", ")),
        "no record, or the one that was sent".into(),
    );
    Outcome::Refused {
        messages: Vec::new(),
        finding: Box::new(finding),
    }
}

/// After a lost answer the ERP was asked, and holds several records under the key.
pub(super) fn ambiguous(object: &str, records: usize) -> Outcome {
    let finding = finding(
        &codes::LOAD_FOUND_DIFFERENT,
        object,
        CompactString::default(),
        format!("{records} records under the same business key"),
        "no record, or the one that was sent".into(),
    );
    Outcome::Refused {
        messages: Vec::new(),
        finding: Box::new(finding),
    }
}

/// A record that is only to be changed is not there.
pub(super) fn not_there(object: &str) -> Outcome {
    let finding = finding(
        &codes::LOAD_NOT_THERE,
        object,
        CompactString::default(),
        "no record under the business key".into(),
        "a record that can be changed: an update makes none".into(),
    );
    Outcome::Refused {
        messages: Vec::new(),
        finding: Box::new(finding),
    }
}

fn finding(
    code: &'static Code,
    object: &str,
    field: CompactString,
    found: String,
    expected: String,
) -> Finding {
    Finding {
        code,
        severity: Severity::Error,
        stage: Stage::Load,
        field,
        origin: Origin::File {
            file: Arc::from(object),
        },
        found,
        expected,
    }
}
