//! Why a run did not come to its end, in the language of the reader. What the engine says is told anew; what a target said, or a rule
//! of the project, stays in its own words.

use crate::report::language::Language;
use crate::report::model::{Ending, Funnel, GateKind, RunReport, ending};

/// The reasons that say nothing of figures.
const PLAIN: [(&str, &str); 7] = [
    (ending::UNREAD, "why-unread"),
    (ending::NOT_WHOLE, "why-not-whole"),
    (ending::UNSENT, "why-unsent"),
    (ending::LOADING, "why-loading"),
    (ending::UNPROVEN, "why-unproven"),
    (ending::GIVEN_UP, "why-given-up"),
    (ending::ASKED, "why-asked"),
];

/// Why a run did not come to its end; empty where it did.
pub(super) fn reason(report: &RunReport, funnel: &Funnel, words: &Language) -> String {
    let reason = match &report.ending {
        Ending::Completed => return String::new(),
        Ending::StoppedAtGate(reason) => {
            let gates = report.gates_failed.iter();
            let gates = gates.filter(|gate| gate.kind != GateKind::Breaks);
            let said: Vec<String> = gates.map(|gate| gate.sentence_in(words)).collect();
            if words.tag() != "en" && !said.is_empty() {
                return said.join("; ");
            }
            reason
        }
        Ending::LoginRefused(refused) => &refused.said,
        Ending::TargetUnavailable(reason) | Ending::Interrupted(reason) | Ending::Held(reason) => {
            reason
        }
    };
    if words.tag() == "en" {
        return reason.clone();
    }
    if let Some((_, id)) = PLAIN.iter().find(|(plain, _)| plain == reason) {
        return words.say(id);
    }
    if reason.starts_with(ending::STOPPED_BEFORE) {
        let open = [
            ("why-waiting", funnel.not_sent),
            ("why-doubts", funnel.in_doubt),
        ];
        let open = open.into_iter().filter(|(_, number)| *number > 0);
        let open: Vec<String> = open.map(|(id, number)| words.counted(id, number)).collect();
        return words.with("why-stopped", &[("open", &words.list(&open))]);
    }
    if reason.contains(ending::GO) {
        return words.with("why-canary", &[("run", &report.run.to_string())]);
    }
    reason.clone()
}
