//! A login that was refused: by whom, what was shown, and what a person does about it, first things first.

use super::{Task, TaskKind};
use crate::report::language::Language;
use crate::report::model::{Ending, KeptIn, Refused, Refuser, RunReport, Shown};

/// The sentence of a run that ended so.
pub(super) fn verdict(by: Refuser) -> &'static str {
    match by {
        Refuser::Erp => "verdict-login-erp",
        Refuser::Rights => "verdict-login-rights",
        Refuser::TokenEndpoint => "verdict-login-token",
        Refuser::Proxy => "verdict-login-proxy",
    }
}

/// What is to be done, where a login was refused. Nothing else can be done before it.
pub(super) fn task(report: &RunReport, words: &Language) -> Option<Task> {
    let Ending::LoginRefused(refused) = &report.ending else {
        return None;
    };
    let what = match refused.by {
        Refuser::Erp => "task-login-erp",
        Refuser::Rights => "task-login-rights",
        Refuser::TokenEndpoint => "task-login-token",
        Refuser::Proxy => "task-login-proxy",
    };
    let steps = steps(refused, words);
    let numbered = steps.iter().zip(1_u8..);
    let numbered: Vec<String> = numbered
        .map(|(step, number)| format!("{number}. {step}"))
        .collect();
    Some(Task {
        kind: TaskKind::Ending,
        what: words.say(what),
        action: numbered.join(" "),
    })
}

/// The steps, in the order in which they are taken.
fn steps(refused: &Refused, words: &Language) -> Vec<String> {
    let mut steps = remedy(refused, words);
    steps.push(words.say("step-login-again"));
    steps
}

/// The steps before the command is run again.
fn remedy(refused: &Refused, words: &Language) -> Vec<String> {
    let ask = match refused.by {
        Refuser::Erp => "step-login-erp",
        Refuser::Rights => "step-login-rights",
        Refuser::TokenEndpoint => "step-login-token",
        Refuser::Proxy => "step-login-proxy",
    };
    let mut steps = vec![words.say(ask)];
    if !refused.shown.is_empty() {
        let shown = refused.shown.iter();
        let shown: Vec<String> = shown.map(|one| shown_in(one, words)).collect();
        steps.push(words.with("step-login-shown", &[("shown", &words.list(&shown))]));
    }
    steps
}

/// A setting with the place of its value.
fn shown_in(shown: &Shown, words: &Language) -> String {
    let line;
    let (id, name) = match &shown.kept {
        KeptIn::Environment(name) => ("shown-environment", name),
        KeptIn::File(path) => ("shown-file", path),
        KeptIn::Command(program) => ("shown-command", program),
        KeptIn::Line(number) => {
            line = number.to_string();
            ("shown-line", &line)
        }
        KeptIn::Nowhere => return words.with("shown-nowhere", &[("setting", &shown.setting)]),
    };
    words.with(id, &[("setting", &shown.setting), ("name", name)])
}

/// What a command says at its end where a login was refused: by whom, how far it came, and the steps, each on its line.
pub fn login_refused(report: &RunReport) -> Option<String> {
    let Ending::LoginRefused(refused) = &report.ending else {
        return None;
    };
    let words = Language::english();
    let told = super::told_ending(report, &words);
    Some(with_steps(told, &steps(refused, &words)))
}

/// The same where the command is no run whose records wait for anything: by whom, what was said, and the steps.
pub fn login_refused_to_ask(refused: &Refused) -> String {
    let mut steps = remedy(refused, &Language::english());
    steps.push("Run the same command again.".to_owned());
    with_steps(refused.words(), &steps)
}

fn with_steps(told: String, steps: &[String]) -> String {
    let steps = steps.iter().zip(1_u8..);
    steps.fold(told, |told, (step, number)| {
        format!("{told}\n  {number}. {step}")
    })
}
