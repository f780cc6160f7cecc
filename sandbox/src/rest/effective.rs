//! The header `Effective-Of`, which says from when to when a write of a date-effective record holds.
//!
//! The sandbox keeps of such records the last state, so that the header changes nothing here; but what the real one would
//! not understand is refused: unknown keys and modes, what is no day, a range that ends before it begins.

use jiff::civil::Date;

use super::Call;
use crate::refusal::{Problem, Refusal};

const MODES: &[&str] = &[
    "UPDATE",
    "CORRECTION",
    "REPLACE_UPDATE",
    "REPLACE_CORRECTION",
    "RECONCILE_UPDATE",
    "RECONCILE_CORRECTION",
    "SET_LOGICAL_START",
    "SET_LOGICAL_END",
    "SET_EFFECTIVE_START",
    "SET_EFFECTIVE_END",
    "END_DATE",
    "ZAP",
    "DELETE_CHANGES",
];
const SPANS: &[&str] = &["PHYSICAL_ROW_END_DATE", "LOGICAL_ROW_END_DATE"];

/// The mode that needs the day on which it ends.
const END_DATE: &str = "END_DATE";

/// Refuses a header that says nothing understandable. One that is not sent is left to the defaults.
pub(super) fn check(call: &Call) -> Result<(), Refusal> {
    match call.header("effective-of") {
        Some(header) => said(header).map_err(|wrong| {
            let text =
                format!("The value {header} of the header Effective-Of isn't valid: {wrong}.");
            Refusal::bad_request(Problem::new(text))
        }),
        None => Ok(()),
    }
}

fn said(header: &str) -> Result<(), String> {
    let (mut start, mut end, mut mode) = (None, None, None);
    let mut seen = Vec::new();
    for part in header.split(';').filter(|part| !part.trim().is_empty()) {
        let Some((key, value)) = part.split_once('=') else {
            return Err(format!("{part} is no key with a value"));
        };
        let (key, value) = (key.trim(), value.trim());
        if seen.contains(&key) {
            return Err(format!("{key} is said twice"));
        }
        seen.push(key);
        match key {
            "RangeStartDate" => start = Some(day(value)?),
            "RangeEndDate" => end = Some(day(value)?),
            "RangeMode" if MODES.contains(&value) => mode = Some(value),
            "RangeSpan" if SPANS.contains(&value) => {}
            "RangeStartSequence" | "RangeEndSequence" if value.parse::<u32>().is_ok() => {}
            "RangeMode" | "RangeSpan" | "RangeStartSequence" | "RangeEndSequence" => {
                return Err(format!("{value} is no {key}"));
            }
            _ => return Err(format!("{key} is no key")),
        }
    }
    match (start, end, mode) {
        (Some(start), Some(end), _) if end < start => {
            Err(format!("it ends on {end}, before it begins on {start}"))
        }
        (_, None, Some(END_DATE)) => Err("END_DATE needs a RangeEndDate".to_owned()),
        _ if seen.is_empty() => Err("it says nothing".to_owned()),
        _ => Ok(()),
    }
}

/// A day as `YYYY-MM-DD`.
fn day(text: &str) -> Result<Date, String> {
    let day = text.parse::<Date>().ok();
    day.filter(|_| text.len() == 10)
        .ok_or_else(|| format!("{text} is no day as YYYY-MM-DD"))
}
