//! Breaks in the summary.

use super::{Page, Tone};
use crate::report::format::{count, counted};
use crate::report::model::{BreakKind, RunReport};
use crate::report::text::{right, visible};

/// Proposals that the summary shows.
const PROPOSALS_MAX: usize = 10;

/// Open breaks by kind, what they have in common, what was decided, and what rules let pass.
pub(super) fn breaks(page: &mut Page, report: &RunReport) {
    open(page, report);
    proposals(page, report);
    let decided = report.objects.iter().flat_map(|object| &object.decided);
    let decided: Vec<String> = decided.map(|one| visible(&one.line())).collect();
    if !decided.is_empty() {
        page.blank();
        let text = format!("Breaks that are not open: {}", decided.join(", "));
        page.paragraph(Tone::Plain, 0, &text);
    }
    let allowed = report.objects.iter().flat_map(|object| &object.allowed);
    let allowed: Vec<String> = allowed.map(|one| visible(&one.line())).collect();
    if !allowed.is_empty() {
        page.blank();
        page.line(Tone::Strong, "Let pass by rules of the mapping");
        for line in allowed {
            page.paragraph(Tone::Plain, 2, &line);
        }
    }
}

/// What breaks have in common, those that concern most first.
fn proposals(page: &mut Page, report: &RunReport) {
    let all = report.objects.iter().flat_map(|object| {
        let proposals = object.proposals.iter();
        proposals.map(|one| (object.name.as_str(), one))
    });
    let mut all: Vec<_> = all.collect();
    if all.is_empty() {
        return;
    }
    all.sort_by_key(|(_, one)| std::cmp::Reverse(one.breaks));
    page.blank();
    let shown = all.len().min(PROPOSALS_MAX);
    page.line(
        Tone::Strong,
        &format!("What breaks have in common ({shown} of {})", all.len()),
    );
    for (object, one) in all.into_iter().take(PROPOSALS_MAX) {
        let text = format!("{}: {}", visible(object), visible(&one.text));
        page.paragraph(Tone::Plain, 2, &text);
    }
}

fn open(page: &mut Page, report: &RunReport) {
    let total = report.breaks();
    if total == 0 {
        return;
    }
    let mut by_kind: Vec<(BreakKind, u64)> = Vec::new();
    for entry in report
        .objects
        .iter()
        .flat_map(|object| &object.break_counts)
    {
        match by_kind.iter_mut().find(|(kind, _)| *kind == entry.kind) {
            Some((_, sum)) => *sum = sum.saturating_add(entry.count),
            None => by_kind.push((entry.kind, entry.count)),
        }
    }
    by_kind.sort_unstable();
    page.blank();
    page.line(
        Tone::Bad,
        &format!("{} open", counted(total, "break", "breaks")),
    );
    for (kind, number) in by_kind {
        page.line(
            Tone::Plain,
            &format!(
                "{} {}: {}",
                right(&count(number), 9),
                kind.word(),
                kind.means()
            ),
        );
    }
}
