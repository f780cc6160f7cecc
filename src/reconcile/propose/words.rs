//! How proposals are worded.

use crate::diagnose::grouped;
use crate::reconcile::BreakKind;

/// `all 312 amount breaks of CreditLimit`, `14 of 20 missing records`.
pub(super) fn subject(kind: BreakKind, field: &str, breaks: u64, of: u64) -> String {
    let what = match (kind, field) {
        (BreakKind::Missing | BreakKind::Unexpected | BreakKind::Duplicate, "") => {
            format!("{} records", kind.word())
        }
        (kind, "") => format!("{} breaks", kind.word()),
        (kind, field) => format!("{} breaks of {field}", kind.word()),
    };
    if breaks == of {
        format!("all {} {what}", grouped(of))
    } else {
        format!("{} of {} {what}", grouped(breaks), grouped(of))
    }
}

/// `Currency is JPY (312 of the 320 records with it)`.
pub(super) fn feature(title: &str, value: &str, (within, all, breaks): (u64, u64, u64)) -> String {
    let but = breaks - within.min(breaks);
    let but = if but == 0 {
        String::new()
    } else {
        format!(", but for {}", grouped(but))
    };
    let of_all = if within == all {
        "and no other record has it".to_owned()
    } else {
        format!("{} records have it in all", grouped(all))
    };
    format!("{title} is {value}{but} ({of_all})")
}

/// The whole.
pub(super) fn sentence(subject: &str, form: Option<&str>, condition: &[String]) -> String {
    let mut text = subject.to_owned();
    if let Some(form) = form {
        text.push_str(": ");
        text.push_str(form);
    }
    if !condition.is_empty() {
        text.push_str(if form.is_some() { "; " } else { ": " });
        text.push_str(&condition.join("; also "));
    }
    text
}
