//! What a reconciliation came to, as the report tells it.

use super::{Objects, of};
use crate::ledger::{Break, Disposition, KeyBook, Ledger, ObjectId, RunId};
use crate::report::{
    AllowedReport, BreakCount, BreakKind, BreakReport, DecidedCount, KeyTotalReport, ProposalReport,
};
use crate::run::fault::RunFault;

/// Breaks listed in all.
const BREAKS_MAX: usize = 2_000;

/// The breaks, and what was decided about them. Gives those that are listed as the ledger has them.
pub(super) fn fill_breaks(
    ledger: &Ledger,
    run: RunId,
    objects: &mut Objects,
) -> Result<Vec<(ObjectId, Break)>, RunFault> {
    let breaks = ledger.breaks(run, BREAKS_MAX)?;
    for (object, code, count) in breaks.counts {
        let Some(report) = of(objects, object) else {
            continue;
        };
        report.break_counts.push(BreakCount {
            kind: break_kind(&code),
            count,
        });
    }
    for (object, word, count) in breaks.decided {
        if let Some(report) = of(objects, object) {
            report.decided.push(DecidedCount {
                decision: word,
                count,
            });
        }
    }
    let mut listed = Vec::new();
    for (object, one, decided) in breaks.first {
        let Some(report) = of(objects, object) else {
            continue;
        };
        let some = |text: &String| (!text.is_empty()).then(|| text.clone());
        report.breaks.push(BreakReport {
            kind: break_kind(&one.code),
            key: one.key.clone(),
            field: one.field.clone(),
            source: some(&one.source),
            sent: some(&one.sent),
            erp: some(&one.found),
            origin: some(&one.origin),
            target_id: some(&one.target_id),
            disposition: decided.map(|decided| told(&decided)),
            record: one.record.and_then(|record| u64::try_from(record.0).ok()),
        });
        listed.push((object, one));
    }
    Ok(listed)
}

/// `accepted by Jane on 2026-03-04: rounding of the old ledger`.
fn told(decided: &Disposition) -> String {
    let day = decided.at.get(..10).unwrap_or(&decided.at);
    format!(
        "{} by {} on {day}: {}",
        decided.decision.word(),
        decided.by,
        decided.why
    )
}

/// What breaks have in common, and what rules let pass.
pub(super) fn fill_patterns(
    ledger: &Ledger,
    run: RunId,
    objects: &mut Objects,
) -> Result<(), RunFault> {
    for (object, one) in ledger.proposals(run)? {
        if let Some(report) = of(objects, object) {
            report.proposals.push(ProposalReport {
                kind: break_kind(&one.code),
                field: one.field,
                breaks: one.breaks,
                of: one.of,
                text: one.words,
            });
        }
    }
    for (object, one) in ledger.allowed(run)? {
        if let Some(report) = of(objects, object) {
            report.allowed.push(AllowedReport {
                field: one.field,
                rule: one.rule,
                owner: one.owner,
                reason: one.reason,
                differences: one.differences,
            });
        }
    }
    Ok(())
}

/// Hash totals over business keys.
pub(super) fn fill_keys(
    ledger: &Ledger,
    run: RunId,
    objects: &mut Objects,
) -> Result<(), RunFault> {
    for (object, book, total) in ledger.key_totals(run)? {
        let Some(report) = of(objects, object) else {
            continue;
        };
        let keys = report.keys.get_or_insert_default();
        let place = match book {
            KeyBook::Extract => &mut keys.extract,
            KeyBook::Ledger => &mut keys.ledger,
            KeyBook::Held => &mut keys.held,
            KeyBook::Erp => &mut keys.erp,
        };
        *place = Some(KeyTotalReport {
            keys: total.keys,
            hash: total.hash.to_string(),
        });
    }
    for (object, why) in ledger.not_held(run)? {
        if let Some(report) = of(objects, object) {
            report.keys.get_or_insert_default().not_held = why;
        }
    }
    Ok(())
}

pub(in crate::run) fn break_kind(code: &str) -> BreakKind {
    match code {
        "REC-MISSING" => BreakKind::Missing,
        "REC-UNEXPECTED" => BreakKind::Unexpected,
        "REC-DUPLICATE" => BreakKind::Duplicate,
        "REC-AMOUNT" => BreakKind::Amount,
        "REC-DATE" => BreakKind::Date,
        "REC-REFERENCE" => BreakKind::Reference,
        "REC-AMBIGUOUS" => BreakKind::Ambiguous,
        "REC-LEDGER" => BreakKind::Ledger,
        _ => BreakKind::Text,
    }
}
