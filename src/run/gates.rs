//! Gates: which of them a run does not pass, and by how much.

use super::fault::RunFault;
use crate::ledger::{Ledger, RunId};
use crate::project::{Gate, Gates, Limits};
use crate::report::{GateKind, GateReport, ObjectReport, RunReport};

/// What counts as not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counted {
    /// What was found here: the gates that stand before the first request.
    Here,
    /// What the ERP refused, too: the gates at the end.
    AtTheEnd,
}

/// Those that a run does not pass.
pub(super) fn failed(judged: &[GateReport]) -> Vec<GateReport> {
    judged
        .iter()
        .filter(|gate| gate.excess > 0)
        .cloned()
        .collect()
}

/// All gates with what a run shows of them, those over the whole run first.
pub(super) fn judged(
    ledger: &Ledger,
    run: RunId,
    gates: &Gates,
    report: &RunReport,
    counted: Counted,
) -> Result<Vec<GateReport>, RunFault> {
    let wants_codes = gates.all().any(|(_, limits)| !limits.by_code.is_empty());
    let wants_warnings = gates.all().any(|(_, limits)| limits.warnings_max.is_some());
    let figures = Figures {
        report,
        counted,
        codes: if wants_codes {
            ledger.records_by_code(run)?
        } else {
            Vec::new()
        },
        warnings: if wants_warnings {
            ledger.records_with_warnings(run)?
        } else {
            Vec::new()
        },
    };
    let mut judged = Vec::new();
    for (object, limits) in gates.all() {
        figures.judge(object.map(|name| &**name), limits, &mut judged);
    }
    Ok(judged)
}

struct Figures<'a> {
    report: &'a RunReport,
    counted: Counted,
    /// Object, code and records.
    codes: Vec<(String, String, u64)>,
    /// Object and records.
    warnings: Vec<(String, u64)>,
}

impl Figures<'_> {
    fn judge(&self, object: Option<&str>, limits: &Limits, judged: &mut Vec<GateReport>) {
        let concerned = |name: &str| object.is_none_or(|object| object == name);
        let of_objects = |figure: fn(&ObjectReport) -> u64| {
            let objects = self.report.objects.iter();
            let objects = objects.filter(|one| concerned(&one.name));
            objects.map(figure).sum::<u64>()
        };
        let read = of_objects(|one| one.funnel.read);
        let mut hold = |kind, gate: Gate, found: u64| {
            judged.push(GateReport {
                object: object.map(str::to_owned),
                kind,
                found,
                of: read,
                allowed: described(gate),
                excess: found.saturating_sub(gate.most(read)),
            });
        };
        if let Some(gate) = limits.rejects_max {
            let found = match self.counted {
                Counted::Here => of_objects(|one| one.funnel.rejected.total()),
                Counted::AtTheEnd => {
                    let again = self.report.retried.iter();
                    let again = again.filter(|one| concerned(&one.object));
                    // What a retry sent again in the run before it, and the ERP refused again, is not accepted either.
                    of_objects(|one| one.funnel.rejected.total() + one.funnel.refused)
                        + again.map(|one| one.refused).sum::<u64>()
                }
            };
            hold(GateKind::Rejects, gate, found);
        }
        if let Some(gate) = limits.warnings_max {
            let own = self.warnings.iter().filter(|(name, _)| concerned(name));
            hold(
                GateKind::Warnings,
                gate,
                own.map(|(_, records)| records).sum(),
            );
        }
        for (code, gate) in &limits.by_code {
            if self.counted == Counted::Here && code.id.starts_with("LOAD-") {
                continue;
            }
            let own = self.codes.iter();
            let own = own.filter(|(name, id, _)| concerned(name) && id == code.id);
            let found = own.map(|(_, _, records)| records).sum();
            hold(GateKind::Code(code.id.to_owned()), *gate, found);
        }
        if let Some(gate) = limits.breaks_max {
            hold(
                GateKind::Breaks,
                gate,
                of_objects(ObjectReport::breaks_total),
            );
        }
    }
}

fn described(gate: Gate) -> String {
    match gate {
        Gate::Count(most) => crate::diagnose::grouped(most),
        Gate::Percent(percent) => format!("{percent}%"),
    }
}
