//! What a run came to, in lines for a statement: counts, control totals, breaks. No value of a record.

use crate::report::format::{count, counted, decimal};
use crate::report::{ObjectReport, RunReport};

/// The lines, object by object.
pub fn figures(report: &RunReport) -> Vec<String> {
    let mut lines = Vec::new();
    for object in &report.objects {
        of_object(object, &mut lines);
    }
    for gate in &report.gates_failed {
        lines.push(format!("gate not passed: {}", gate.sentence()));
    }
    lines
}

fn of_object(object: &ObjectReport, lines: &mut Vec<String>) {
    let funnel = &object.funnel;
    let terms = [
        (funnel.skipped.total(), "skipped"),
        (funnel.rejected.total(), "rejected"),
        (funnel.loaded.total(), "loaded"),
        (funnel.refused, "refused"),
        (funnel.in_doubt, "in doubt"),
        (funnel.not_sent, "not yet sent"),
    ];
    let terms = terms.map(|(number, what)| format!("{} {what}", count(number)));
    lines.push(format!(
        "{}: {} read = {}",
        object.name,
        count(funnel.read),
        terms.join(" + ")
    ));
    lines.push(format!(
        "  read back: {} compared, {} open",
        counted(object.compared, "record", "records"),
        counted(object.breaks_total(), "break", "breaks")
    ));
    for total in &object.totals {
        let group = match total.group.as_str() {
            "" => String::new(),
            group => format!(" {group}"),
        };
        let erp = total.erp.map(decimal);
        let erp = erp.unwrap_or_else(|| "not read".to_owned());
        let agrees = match (total.agrees(), total.is_decided()) {
            (true, _) => "",
            (false, true) => ", which differ as decided",
            (false, false) => ", which do not agree",
        };
        lines.push(format!(
            "  {}{group}: source {}, loaded {}, ERP {erp}{agrees}",
            total.name,
            decimal(total.source),
            decimal(total.loaded),
        ));
    }
    for cause in object.causes_worst_first() {
        lines.push(format!(
            "  {} {} {}: {}",
            cause.severity.word(),
            cause.code,
            cause.field,
            counted(cause.records, "record", "records")
        ));
    }
}
