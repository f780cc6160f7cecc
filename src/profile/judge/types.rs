//! Judgements on the mix of types.

use super::{Remark, are};
use crate::diagnose::grouped;
use crate::profile::column::Column;
use crate::profile::model::{Kind, Severity};
use crate::profile::spot::Tally;

/// Percent of the values that must be of one type for another to be a stranger.
const USUAL_PERCENT_MIN: u64 = 90;
/// Values before a column has a usual type.
const VALUES_MIN: u64 = 5;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Family {
    Numbers,
    Dates,
    Texts,
    Others,
}

impl Family {
    fn of(kind: Kind) -> Option<Self> {
        Some(match kind {
            Kind::Integer | Kind::Decimal | Kind::NumberInText => Self::Numbers,
            Kind::Date | Kind::DateTime | Kind::DateInText => Self::Dates,
            Kind::Text => Self::Texts,
            Kind::Bool | Kind::List | Kind::Record => Self::Others,
            Kind::Placeholder => return None,
        })
    }

    fn words(self, count: u64) -> &'static str {
        match (self, count == 1) {
            (Self::Numbers, true) => "is no number",
            (Self::Numbers, false) => "are no numbers",
            (Self::Dates, true) => "is no date",
            (Self::Dates, false) => "are no dates",
            (Self::Texts, true) => "is no text",
            (Self::Texts, false) => "are no texts",
            (Self::Others, true) => "is of another type",
            (Self::Others, false) => "are of another type",
        }
    }
}

fn count(column: &Column, family: Family) -> u64 {
    let kinds = column.kinds.iter();
    let kinds = kinds.filter(|(kind, _)| Family::of(**kind) == Some(family));
    kinds.map(|(_, tally)| tally.count).sum()
}

fn usual(column: &Column) -> Option<Family> {
    let filled = column.filled();
    let all = [
        Family::Numbers,
        Family::Dates,
        Family::Texts,
        Family::Others,
    ];
    let enough = |family: &Family| count(column, *family) * 100 >= filled * USUAL_PERCENT_MIN;
    (filled >= VALUES_MIN).then(|| all.into_iter().find(enough))?
}

/// Values of another type than nearly all.
pub(super) fn strangers(column: &Column) -> Option<Remark> {
    let usual = usual(column)?;
    let mut strangers = Tally::default();
    for (kind, tally) in &column.kinds {
        // Digits among texts are texts; only a typed value is a stranger there.
        let stranger = match kind {
            Kind::NumberInText | Kind::DateInText => usual != Family::Texts,
            kind => Family::of(*kind).is_some(),
        };
        if stranger && Family::of(*kind) != Some(usual) {
            strangers.count += tally.count;
            strangers.samples.extend(tally.samples.iter().cloned());
        }
    }
    if strangers.count == 0 || (usual == Family::Numbers && column.is_code()) {
        return None;
    }
    strangers
        .samples
        .truncate(crate::profile::limits::SAMPLES_MAX);
    let text = format!(
        "{} of {} {}",
        grouped(strangers.count),
        grouped(column.filled()),
        usual.words(strangers.count)
    );
    let severity = match usual {
        Family::Numbers | Family::Dates => Severity::Mend,
        Family::Texts | Family::Others => Severity::Look,
    };
    Some(Remark::new("other-type", severity, &strangers, text))
}

/// Numbers or dates kept as text in a file that can keep them as what they are.
pub(super) fn kept_as_text(column: &Column, typed: bool) -> Option<Remark> {
    if !typed {
        return None;
    }
    let of = |kind: Kind| column.kinds.get(&kind);
    let families = [
        (Kind::NumberInText, Family::Numbers, "number", "numbers"),
        (Kind::DateInText, Family::Dates, "date", "dates"),
    ];
    for (kind, family, one, many) in families {
        let Some(tally) = of(kind) else {
            continue;
        };
        let all = count(column, family);
        // Codes of digits are rightly texts where all are.
        let code = kind == Kind::NumberInText && (column.is_code() || column.is_compact_dates());
        if all * 2 < column.filled() || (code && tally.count == all) {
            continue;
        }
        let text = if tally.count == all {
            format!("all {} {many} are kept as text", grouped(all))
        } else {
            format!(
                "{} kept as text, the others are not",
                are(tally.count, &format!("{one} is"), &format!("{many} are"))
            )
        };
        return Some(Remark::new("kept-as-text", Severity::Look, tally, text));
    }
    None
}

/// Columns that say nothing: always empty, or always the same.
pub(super) fn same(column: &Column) -> Option<Remark> {
    let all = column.records;
    if all < 2 {
        return None;
    }
    let mut tally = Tally {
        count: all,
        samples: Vec::new(),
    };
    if column.empty == all {
        let text = "nothing in any record".to_owned();
        return Some(Remark::new("empty", Severity::Know, &tally, text));
    }
    let only = column.counted.exact() && column.counted.different() == 1;
    let (value, count) = column.counted.top(1).into_iter().next()?;
    (only && count > 1).then(|| {
        tally.count = count;
        let short: String = value.chars().take(40).collect();
        let more = if short.len() < value.len() { "…" } else { "" };
        let text = if column.empty == 0 {
            format!("always `{short}{more}`")
        } else {
            format!("always `{short}{more}` or nothing")
        };
        Remark::new("constant", Severity::Know, &tally, text)
    })
}
