//! Judgements on whole records: totals among them, columns that are keys.

use landbridge_contract::{Record, Value};

use super::{Remark, are};
use crate::profile::column::{Column, named_as_code};
use crate::profile::key::Watch;
use crate::profile::model::{Kind, Severity, Suspicion};
use crate::profile::profiler::Shown;
use crate::profile::spot::Tally;

/// What stands before the figures of a total, in lower case.
const TOTAL_WORDS: [&str; 24] = [
    "total",
    "totals",
    "grand total",
    "grand totals",
    "sub total",
    "subtotal",
    "sub-total",
    "sum",
    "total general",
    "gran total",
    "overall total",
    "summe",
    "gesamt",
    "gesamtsumme",
    "zwischensumme",
    "total général",
    "sous-total",
    "somme",
    "totaal",
    "subtotaal",
    "totale",
    "suma",
    "итого",
    "всего",
];
/// Records of which the last may be their total.
const RECORDS_BEFORE_TOTAL: u64 = 5;
/// Records in which a column can be a key.
const KEY_RECORDS_MIN: u64 = 5;
/// Longest value of a key.
const KEY_CHARS_MAX: u64 = 60;
/// Of so many values one may be missing or come again in a column that looks like a key.
const ONE_FLAW_IN: u64 = 50;

/// The word by which a record looks like a total of others.
pub(in crate::profile) fn total_word(record: &Record) -> Option<&str> {
    let texts = record.slots.iter().filter_map(|slot| match &slot.value {
        Value::Text(text) if text.len() <= 20 => Some(text.trim().trim_end_matches(':').trim_end()),
        _ => None,
    });
    let first = texts
        .filter(|text| !text.is_empty())
        .find(|text| text.starts_with(|c: char| c.is_alphabetic()))?;
    let lower = first.to_lowercase();
    TOTAL_WORDS.contains(&&*lower).then_some(first)
}

/// What is suspicious about whole records.
pub(in crate::profile) fn records(
    columns: &[Column],
    totals: &Tally,
    records: u64,
    shown: &Shown<'_>,
) -> Vec<Suspicion> {
    let mut all = Vec::new();
    if totals.count > 0 {
        let text = format!(
            "{} like a total of others, and would be loaded as one more",
            are(totals.count, "record looks", "records look")
        );
        let remark = Remark::new("total-record", Severity::Mend, totals, text);
        all.push(remark.shown(None, shown));
    }
    let summed: Vec<&Column> = columns
        .iter()
        .filter(|column| last_is_sum(column))
        .collect();
    if !summed.is_empty() && totals.count == 0 && records > RECORDS_BEFORE_TOTAL {
        let names: Vec<String> = (summed.iter().take(3))
            .map(|column| format!("`{}`", column.name))
            .collect();
        let count = u64::try_from(summed.len()).unwrap_or(u64::MAX);
        let text = format!(
            "the last value of {} is the sum of all before",
            names.join(", ")
        );
        let tally = Tally {
            count,
            samples: Vec::new(),
        };
        let remark = Remark::new("last-is-sum", Severity::Look, &tally, text);
        all.push(remark.shown(None, shown));
    }
    all
}

/// Whether the last number of a column is the sum of all before.
fn last_is_sum(column: &Column) -> bool {
    let Some(reading) = column.numbers.reading() else {
        return false;
    };
    let (Some(sum), Some((_, last))) = (reading.sum, reading.last) else {
        return false;
    };
    let before = sum.checked_sub(last);
    reading.count > RECORDS_BEFORE_TOTAL && !last.is_zero() && before == Some(last)
}

/// Whether a column is unique, or would be but for a few values.
pub(in crate::profile) fn may_be_key(column: &Column, watch: &Watch) -> bool {
    if !watch.followed() || column.records < KEY_RECORDS_MIN {
        return false;
    }
    let flaws = (watch.duplicates + watch.empty) * ONE_FLAW_IN;
    // Names of people are nearly unique, too; a key with flaws must look like one.
    let like_key = named_as_code(&column.name) || column.with_digit * 10 >= column.filled() * 9;
    if flaws > 0 && !like_key {
        return false;
    }
    let short = column
        .length
        .is_some_and(|(_, longest)| longest <= KEY_CHARS_MAX);
    let of = |kind: Kind| column.kinds.get(&kind).map_or(0, |tally| tally.count);
    let measured = of(Kind::Decimal) + of(Kind::Date) + of(Kind::DateTime) + of(Kind::DateInText);
    // Amounts and dates may happen to differ; that does not make them keys.
    let amounts = column.numbers.fractions > 0 || measured > 0 || column.is_compact_dates();
    short && !amounts && flaws <= column.records
}
