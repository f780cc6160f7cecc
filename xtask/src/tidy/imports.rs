//! The direction of imports within the engine, and who alone may name what.

use super::files::SourceFile;

/// Modules of the engine by layer; a module uses its own layer and those before it. `report` stands
/// below `run`: it renders a model of its own and knows no stage, and `run` fills the model.
const LAYERS: &[&[&str]] = &[
    &[
        "clock", "crash", "diagnose", "files", "hex", "lie", "mixed", "progress", "signing",
    ],
    &[
        "mapping",
        "schema",
        "project",
        "transport",
        "ledger",
        "profile",
    ],
    &["registry"],
    &["isolate"],
    &[
        "reconcile",
        "reference",
        "report",
        "sign_off",
        "suggest",
        "cases",
    ],
    &["run"],
    &["console"],
    &["cli", "demo"],
];

/// What stands only in some files of the engine: the word, where, why.
const ALONE: &[(&str, &str, &str)] = &[
    (
        "landbridge_spreadsheet",
        "src/registry.rs",
        "the registry alone names connectors",
    ),
    (
        "landbridge_delimited",
        "src/registry.rs",
        "the registry alone names connectors",
    ),
    (
        "landbridge_fixed_width",
        "src/registry.rs",
        "the registry alone names connectors",
    ),
    (
        "landbridge_json",
        "src/registry.rs",
        "the registry alone names connectors",
    ),
    (
        "landbridge_xml",
        "src/registry.rs",
        "the registry alone names connectors",
    ),
    (
        "landbridge_fusion",
        "src/registry.rs",
        "the registry alone names connectors",
    ),
    (
        "landbridge_epm",
        "src/registry.rs",
        "the registry alone names connectors",
    ),
    (
        "landbridge_odata",
        "src/registry.rs",
        "the registry alone names connectors",
    ),
    (
        "landbridge_rest",
        "src/registry.rs",
        "the registry alone names connectors",
    ),
    (
        "landbridge_tryton",
        "src/registry.rs",
        "the registry alone names connectors",
    ),
    ("hyper", "src/transport/", "HTTP is only in transport"),
    ("rusqlite", "src/ledger/", "SQL is only in the ledger"),
];

/// What pure modules do not use, and which modules are pure.
const PURE: &[&str] = &[
    "src/mapping/",
    "src/schema/",
    "src/reconcile/",
    "src/profile/",
    "src/suggest/",
    "src/cases/",
];
const IMPURE: &[&str] = &[
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "tokio::",
    "SystemTime::now",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
];

pub(super) fn check(file: &SourceFile, problems: &mut Vec<String>) {
    if !file.is_rust() || !file.path.starts_with("src/") || file.is_test() {
        return;
    }
    let own = layer_of_file(file, problems);
    for (number, line) in file.without_tests().lines().enumerate() {
        let code = line.split("//").next().unwrap_or_default();
        let mut complain = |what: String| {
            problems.push(format!("{}:{}: {what}", file.path, number + 1));
        };
        for (word, place, why) in ALONE {
            if has_word(code, word) && !file.path.starts_with(place) {
                complain(format!("`{word}`: {why}"));
            }
        }
        if PURE.iter().any(|folder| file.path.starts_with(folder)) {
            for word in IMPURE.iter().filter(|word| code.contains(**word)) {
                complain(format!(
                    "`{word}`: this module does no I/O and knows no clock"
                ));
            }
        }
        let Some(own) = own else { continue };
        for module in modules_named(code) {
            if layer(module).is_some_and(|other| other > own) {
                complain(format!(
                    "uses `{module}`, which is built on this module's layer"
                ));
            }
        }
    }
}

/// The layer of the module that a file belongs to; none for the roots of the crate.
fn layer_of_file(file: &SourceFile, problems: &mut Vec<String>) -> Option<usize> {
    let inner = file.path.strip_prefix("src/")?;
    if matches!(inner, "lib.rs" | "main.rs") {
        return None;
    }
    let module = inner.split(['/', '.']).next().unwrap_or_default();
    let found = layer(module);
    if found.is_none() {
        problems.push(format!(
            "{}: module `{module}` has no layer; give it one in xtask/src/tidy/imports.rs",
            file.path
        ));
    }
    found
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|modules| modules.contains(&module))
}

/// The modules that follow `crate::` in a line, in one import or in braces.
fn modules_named(code: &str) -> Vec<&str> {
    let mut modules = Vec::new();
    for rest in code.split("crate::").skip(1) {
        let named = rest.strip_prefix('{').map_or(rest, |braces| {
            modules.extend(braces.split(',').skip(1).map(first_word));
            braces
        });
        modules.push(first_word(named));
    }
    modules
}

fn first_word(text: &str) -> &str {
    let text = text.trim_start();
    text.split(|sign: char| !sign.is_alphanumeric() && sign != '_')
        .next()
        .unwrap_or_default()
}

fn has_word(code: &str, word: &str) -> bool {
    let part_of_word = |sign: char| sign.is_alphanumeric() || sign == '_';
    code.match_indices(word).any(|(at, _)| {
        let before = code.get(..at).and_then(|before| before.chars().next_back());
        let after = code
            .get(at + word.len()..)
            .and_then(|after| after.chars().next());
        !before.is_some_and(part_of_word) && !after.is_some_and(part_of_word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(path: &str, text: &str) -> Vec<String> {
        let mut problems = Vec::new();
        check(
            &SourceFile {
                path: path.to_owned(),
                text: text.to_owned(),
            },
            &mut problems,
        );
        problems
    }

    #[test]
    fn a_module_uses_what_is_below_it_and_not_what_is_above() {
        assert!(problems("src/run/stage.rs", "use crate::mapping::Plan;").is_empty());
        let found = problems("src/mapping/plan.rs", "use crate::run::Run;\n");
        assert_eq!(
            found,
            ["src/mapping/plan.rs:1: uses `run`, which is built on this module's layer"]
        );
    }

    #[test]
    fn modules_in_braces_are_seen() {
        let found = problems(
            "src/ledger/model.rs",
            "use crate::{diagnose, cli::Command};",
        );
        assert_eq!(found.len(), 1, "{found:?}");
    }

    #[test]
    fn only_the_registry_names_connectors() {
        let text = "use landbridge_xml::XmlConnector;";
        assert!(problems("src/registry.rs", text).is_empty());
        assert_eq!(problems("src/cli/peek.rs", text).len(), 1);
    }

    #[test]
    fn pure_modules_know_no_clock() {
        assert_eq!(
            problems("src/mapping/plan.rs", "let t = Timestamp::now();").len(),
            1
        );
        assert!(problems("src/mapping/plan/tests.rs", "let t = Timestamp::now();").is_empty());
    }

    #[test]
    fn a_comment_is_not_an_import() {
        assert!(problems("src/mapping/plan.rs", "// as crate::run does").is_empty());
    }

    #[test]
    fn a_new_module_needs_a_layer() {
        assert_eq!(problems("src/novelty.rs", "").len(), 1);
    }
}
