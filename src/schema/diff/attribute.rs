//! Two descriptions of one attribute.

use super::{Bound, ChangeKind, required};
use crate::schema::{AllowChanges, Attribute, AttributeKind};

/// What is different.
pub(super) fn compare(was: &Attribute, is: &Attribute) -> Vec<ChangeKind> {
    let mut out = Vec::new();
    if was.must_be_sent() != is.must_be_sent() && is.allow_changes != AllowChanges::Never {
        out.push(required(is.must_be_sent()));
    }
    out.extend(changes(was.allow_changes, is.allow_changes));
    if was.kind != is.kind {
        out.push(match is.kind {
            AttributeKind::Any => ChangeKind::AnyType,
            _ => ChangeKind::Type(was.kind, is.kind),
        });
    }
    values(was, is, &mut out);
    let mut most = |bound, was: Option<String>, is: Option<String>, narrower: bool| {
        if was != is {
            let (was, is) = (was.unwrap_or_default(), is.unwrap_or_default());
            out.push(if narrower {
                ChangeKind::Narrower(bound, was, is)
            } else {
                ChangeKind::Wider(bound, was, is)
            });
        }
    };
    for (bound, was, is) in [
        (Bound::Length, was.length_max, is.length_max),
        (Bound::Digits, was.precision, is.precision),
        (Bound::Decimals, was.scale, is.scale),
    ] {
        let narrower = less(is, was);
        most(bound, text(was), text(is), narrower);
    }
    most(
        Bound::LengthMin,
        text(was.length_min),
        text(is.length_min),
        was.length_min.unwrap_or(0) < is.length_min.unwrap_or(0),
    );
    most(
        Bound::Maximum,
        text(was.maximum),
        text(is.maximum),
        less(is.maximum, was.maximum),
    );
    most(
        Bound::Minimum,
        text(was.minimum),
        text(is.minimum),
        // No bound is less than any.
        was.minimum < is.minimum,
    );
    let pattern = |one: &Attribute| one.pattern.as_ref().map(ToString::to_string);
    let (old, new) = (pattern(was), pattern(is));
    if old != new {
        let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
        out.push(if new.is_empty() {
            ChangeKind::PatternFreed
        } else {
            ChangeKind::Pattern(old, new)
        });
    }
    if was.queryable != is.queryable {
        out.push(if is.queryable {
            ChangeKind::Queryable
        } else {
            ChangeKind::NotQueryable
        });
    }
    out
}

fn changes(was: AllowChanges, is: AllowChanges) -> Option<ChangeKind> {
    match (was, is) {
        (AllowChanges::Always, AllowChanges::InCreate) => Some(ChangeKind::OnlyInCreate),
        (AllowChanges::Always | AllowChanges::InCreate, AllowChanges::Never) => {
            Some(ChangeKind::ReadOnly)
        }
        (was, is) if was == is => None,
        _ => Some(ChangeKind::Writable),
    }
}

fn values(was: &Attribute, is: &Attribute, out: &mut Vec<ChangeKind>) {
    match (&was.allowed, &is.allowed) {
        (None, None) => {}
        (None, Some(values)) => out.push(ChangeKind::ValuesLimited(values.len())),
        (Some(_), None) => out.push(ChangeKind::ValuesFreed),
        (Some(was), Some(is)) => {
            let gone: std::collections::BTreeSet<_> = was.difference(is).cloned().collect();
            let new: std::collections::BTreeSet<_> = is.difference(was).cloned().collect();
            if !gone.is_empty() {
                out.push(ChangeKind::ValuesRemoved(gone));
            }
            if !new.is_empty() {
                out.push(ChangeKind::ValuesAdded(new));
            }
        }
    }
}

/// Whether a greatest value is less than another, where no bound is more than any.
fn less<T: PartialOrd>(one: Option<T>, other: Option<T>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one < other,
        (Some(_), None) => true,
        (None, _) => false,
    }
}

fn text<T: std::fmt::Display>(bound: Option<T>) -> Option<String> {
    bound.map(|bound| bound.to_string())
}
