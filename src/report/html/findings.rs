//! Findings by cause and breaks by object, as the page shows them.

use super::difference::{Piece, amount, difference, pieces};
use crate::diagnose::Severity;
use crate::report::format;
use crate::report::language::Language;
use crate::report::model::{BreakKind, BreakReport, CauseReport, ObjectReport};
use crate::report::text::{self, Span};

/// The causes of one object, worst first.
pub(super) struct CauseGroup {
    pub(super) object: String,
    pub(super) owner: String,
    pub(super) summary: String,
    pub(super) causes: Vec<Cause>,
    pub(super) omitted: Option<Vec<Span>>,
}

pub(super) struct Cause {
    pub(super) severity: &'static str,
    pub(super) severity_title: String,
    pub(super) code: String,
    pub(super) title: String,
    pub(super) found: String,
    pub(super) field: String,
    pub(super) expected: String,
    pub(super) records: String,
    pub(super) records_word: String,
    pub(super) remedy: Vec<Span>,
    pub(super) samples: Vec<Sample>,
    pub(super) samples_caption: String,
}

pub(super) struct Sample {
    pub(super) origin: String,
    pub(super) key: String,
    pub(super) found: String,
}

pub(super) fn cause_group(object: &ObjectReport, words: &Language) -> Option<CauseGroup> {
    if object.causes.is_empty() && object.causes_omitted == 0 {
        return None;
    }
    let of = |severity| {
        object
            .causes
            .iter()
            .filter(|c| c.severity == severity)
            .count()
    };
    let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
    let number = |id, n: usize| words.counted(id, u64::try_from(n).unwrap_or(u64::MAX));
    let omitted = (object.causes_omitted > 0)
        .then(|| text::spans(&words.counted("n-causes-unlisted", object.causes_omitted)));
    Some(CauseGroup {
        object: text::visible(&object.name),
        owner: text::visible(&object.owner),
        summary: format!(
            "{}, {}",
            number("n-causes", errors),
            number("n-warnings", warnings)
        ),
        causes: (object.causes_worst_first().into_iter())
            .map(|one| cause(one, words))
            .collect(),
        omitted,
    })
}

fn cause(cause: &CauseReport, words: &Language) -> Cause {
    let findings = words.counted("n-findings", cause.count);
    let stage = words.stage(cause.stage);
    let shown = u64::try_from(cause.samples.len()).unwrap_or(u64::MAX);
    Cause {
        severity: cause.severity.word(),
        severity_title: words.say(match cause.severity {
            Severity::Error => "tag-error",
            Severity::Warning => "tag-warning",
        }),
        code: text::visible(&cause.code),
        title: format::sentence_case(&text::visible(&words.title_of(&cause.code, &cause.title))),
        found: words.with("found-at", &[("findings", &findings), ("stage", &stage)]),
        field: text::visible(&cause.field),
        expected: text::visible(&cause.expected),
        records: format::count(cause.records),
        records_word: words.counted("word-records", cause.records),
        remedy: text::spans(&words.remedy_of(&cause.code, &cause.remedy)),
        samples: cause
            .samples
            .iter()
            .map(|sample| Sample {
                origin: text::visible(&sample.origin),
                key: text::visible(&sample.key),
                found: text::visible(&sample.found),
            })
            .collect(),
        samples_caption: if shown >= cause.count {
            words.say("samples-all")
        } else {
            let shown = format::count(shown);
            words.with(
                "samples-some",
                &[("shown", &shown), ("findings", &findings)],
            )
        },
    }
}

/// The breaks of one object.
pub(super) struct BreakGroup {
    pub(super) object: String,
    pub(super) total: String,
    pub(super) kinds: Vec<KindCount>,
    pub(super) breaks: Vec<Break>,
    pub(super) proposals: Vec<String>,
    pub(super) decided: Vec<String>,
    pub(super) allowed: Vec<String>,
    pub(super) capped: Option<String>,
    pub(super) caption: String,
}

pub(super) struct KindCount {
    pub(super) word: String,
    pub(super) means: String,
    pub(super) count: String,
}

pub(super) struct Break {
    /// The word by which kinds are chosen.
    pub(super) kind: &'static str,
    pub(super) kind_word: String,
    pub(super) key: String,
    pub(super) field: String,
    pub(super) source: Option<String>,
    pub(super) sent: Option<Vec<Piece>>,
    pub(super) erp: Option<Vec<Piece>>,
    pub(super) by: Option<String>,
    pub(super) origin: Option<String>,
    pub(super) target_id: Option<String>,
    pub(super) disposition: Option<String>,
    /// The followed record that it is about.
    pub(super) record: Option<u64>,
    /// Its place by the size of the difference, the greatest first; those without a size come behind.
    pub(super) rank: usize,
}

pub(super) fn break_group(object: &ObjectReport, words: &Language) -> Option<BreakGroup> {
    let total = object.breaks_total();
    if total == 0 && object.breaks.is_empty() && object.allowed.is_empty() {
        return None;
    }
    let listed = object
        .breaks
        .iter()
        .filter(|b| b.disposition.is_none())
        .count();
    let listed = u64::try_from(listed).unwrap_or(u64::MAX);
    let mut sorted: Vec<&BreakReport> = object.breaks.iter().collect();
    sorted.sort_by_key(|entry| (entry.disposition.is_some(), entry.kind));
    let ranks = ranks(&sorted);
    let followed = |entry: &BreakReport| {
        let known = object.followed.iter().map(|one| one.record);
        entry
            .record
            .filter(|record| known.clone().any(|one| one == *record))
    };
    Some(BreakGroup {
        object: text::visible(&object.name),
        total: words.counted("n-open-breaks", total),
        caption: words.with(
            "breaks-caption",
            &[("object", &text::visible(&object.name))],
        ),
        kinds: object
            .break_counts
            .iter()
            .filter(|entry| entry.count > 0)
            .map(|entry| KindCount {
                word: words.kind(entry.kind),
                means: words.means(entry.kind),
                count: format::count(entry.count),
            })
            .collect(),
        breaks: (sorted.iter().zip(ranks))
            .map(|(entry, rank)| one_break(entry, rank, followed(entry), words))
            .collect(),
        proposals: (object.proposals.iter())
            .map(|one| text::visible(&one.text))
            .collect(),
        decided: (object.decided.iter())
            .map(|one| text::visible(&one.line_in(words)))
            .collect(),
        allowed: (object.allowed.iter())
            .map(|one| text::visible(&one.line_in(words)))
            .collect(),
        capped: (listed < total).then(|| {
            let (listed, total) = (format::count(listed), format::count(total));
            words.with("breaks-first", &[("listed", &listed), ("total", &total)])
        }),
    })
}

/// The place of each break by the size of its difference.
fn ranks(breaks: &[&BreakReport]) -> Vec<usize> {
    let size = |entry: &BreakReport| match entry.kind {
        BreakKind::Amount => difference(entry.sent.as_deref(), entry.erp.as_deref()),
        _ => None,
    };
    let sizes = breaks.iter().map(|entry| size(entry).map(|by| by.abs()));
    let mut order: Vec<_> = sizes.enumerate().collect();
    order.sort_by(|(_, a), (_, b)| b.cmp(a));
    let mut ranks = vec![0; breaks.len()];
    for (rank, (place, _)) in order.into_iter().enumerate() {
        if let Some(own) = ranks.get_mut(place) {
            *own = rank;
        }
    }
    ranks
}

fn one_break(entry: &BreakReport, rank: usize, record: Option<u64>, words: &Language) -> Break {
    let (sent, erp) = (entry.sent.as_deref(), entry.erp.as_deref());
    let visible = |text: &Option<String>| text.as_deref().map(text::visible);
    Break {
        kind: entry.kind.word(),
        kind_word: words.kind(entry.kind),
        key: text::visible(&entry.key),
        field: text::visible(&entry.field),
        source: visible(&entry.source),
        sent: sent.map(|value| pieces(value, erp)),
        erp: erp.map(|value| pieces(value, sent)),
        by: (entry.kind == BreakKind::Amount)
            .then(|| amount(sent, erp, words))
            .flatten(),
        origin: visible(&entry.origin),
        target_id: visible(&entry.target_id),
        disposition: (entry.disposition.as_deref())
            .map(|told| text::visible(&decided(told, words))),
        record,
        rank,
    }
}

/// `accepted by Jane on 2026-03-04: rounding of the old ledger`, in a language. What is not of this form stays as it is.
fn decided(told: &str, words: &Language) -> String {
    let parts = told.split_once(" by ").and_then(|(decision, rest)| {
        let (by, rest) = rest.split_once(" on ")?;
        let (day, why) = rest.split_once(": ")?;
        Some((decision, by, day, why))
    });
    match parts {
        Some((decision, by, day, why)) if words.tag() != "en" => {
            let decision = words.decision(decision);
            let values = [
                ("decision", &*decision),
                ("by", by),
                ("day", day),
                ("why", why),
            ];
            words.with("decided-told", &values)
        }
        _ => told.to_owned(),
    }
}
