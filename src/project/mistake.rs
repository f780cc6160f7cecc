//! Short ways to say a mistake in a file.

use crate::diagnose::{Code, Diagnostic, Location, Severity, nearest};

/// An error at a place.
pub(crate) fn mistake(
    code: &'static Code,
    at: &Location,
    found: impl Into<String>,
    expected: impl Into<String>,
) -> Diagnostic {
    Diagnostic {
        code,
        severity: Severity::Error,
        at: Some(at.clone()),
        found: found.into(),
        expected: expected.into(),
        nearest: None,
        fix: None,
    }
}

/// An error about a name that is not among those known: lists them where they are few, and
/// gives the nearest.
pub(crate) fn unknown_name<'a>(
    code: &'static Code,
    at: &Location,
    what: &str,
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    const LISTED_MAX: usize = 24;
    let known: Vec<&str> = known.into_iter().collect();
    let expected = if known.is_empty() {
        format!("no {what}: there is none to name")
    } else if known.len() <= LISTED_MAX {
        format!("one of {}", known.join(", "))
    } else {
        format!("one of the {} known names", known.len())
    };
    Diagnostic {
        nearest: nearest(name, known.iter().copied()).map(str::to_owned),
        ..mistake(code, at, format!("{what} \"{name}\""), expected)
    }
}
