//! Rules about the text of a file: its length, its first lines, words that must not be there.

use super::files::SourceFile;

/// Lines of a Rust file at the most; what is longer holds more than one idea.
const LINES_MAX: usize = 600;

pub(super) fn check(file: &SourceFile, problems: &mut Vec<String>) {
    machine_paths(file, problems);
    if !file.is_rust() {
        return;
    }
    let lines = file.text.lines().count();
    if lines > LINES_MAX {
        problems.push(format!(
            "{}: {lines} lines, {LINES_MAX} at the most",
            file.path
        ));
    }
    if !file.is_test() && !file.text.starts_with("//!") {
        problems.push(format!(
            "{}: does not begin by saying what it is for (`//!`)",
            file.path
        ));
    }
    for (number, line) in file.text.lines().enumerate() {
        let written = line.trim_start();
        for (start, why) in [
            (
                concat!("#[", "ignore]"),
                "a test that does not run proves nothing; say what it measures",
            ),
            (
                concat!("#[", "should_panic"),
                "say which error is expected instead",
            ),
        ] {
            if written.starts_with(start) {
                problems.push(format!("{}:{}: `{start}`: {why}", file.path, number + 1));
            }
        }
    }
}

/// Paths that exist on one machine only. Put together here, or this file would break its own rule.
fn machine_paths(file: &SourceFile, problems: &mut Vec<String>) {
    let words = [
        concat!("/ho", "me/"),
        concat!("/Us", "ers/"),
        concat!("/ro", "ot/"),
        concat!("/wo", "rk/"),
        concat!("C:\\", "Users"),
    ];
    for (number, line) in file.text.lines().enumerate() {
        for word in words.iter().filter(|word| line.contains(**word)) {
            let place = format!("{}:{}", file.path, number + 1);
            problems.push(format!("{place}: `{word}` is a path of one machine"));
        }
    }
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
    fn a_file_of_more_than_600_lines_is_too_long() {
        let long = format!("//! Long.\n{}", "fn a() {}\n".repeat(600));
        assert_eq!(
            problems("src/a.rs", &long),
            ["src/a.rs: 601 lines, 600 at the most"]
        );
    }

    #[test]
    fn a_module_says_what_it_is_for_and_tests_need_not() {
        assert_eq!(problems("src/a.rs", "fn a() {}").len(), 1);
        assert!(problems("src/a/tests.rs", "fn a() {}").is_empty());
    }

    #[test]
    fn a_test_that_does_not_run_for_no_reason_is_found() {
        let text = concat!("//! A.\n    #[", "ignore]\n");
        let found = problems("src/a.rs", text);
        assert!(
            found
                .iter()
                .any(|problem| problem.starts_with("src/a.rs:2: ")),
            "{found:?}"
        );
    }

    #[test]
    fn a_path_of_one_machine_is_found_in_any_file() {
        let text = concat!("see /ho", "me/me/notes");
        assert_eq!(problems("README.md", text).len(), 1);
    }
}
