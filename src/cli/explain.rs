//! `explain`: what a code means and what to do about it.

use std::io::Write;

use super::exit::{Exit, Failure};
use crate::diagnose::{Code, codes, nearest};

/// Width of the text.
const WIDTH: usize = 78;

/// Runs the command.
pub(super) fn run(code: Option<&str>, out: &mut dyn Write) -> Result<Exit, Failure> {
    let Some(wanted) = code else {
        for code in codes::ALL {
            super::print(out, &format!("{:<24} {}", code.id, code.title))?;
        }
        return Ok(Exit::Ok);
    };
    let found = codes::ALL
        .iter()
        .find(|code| code.id.eq_ignore_ascii_case(wanted));
    let Some(code) = found else {
        let mut message = format!("no code is called `{wanted}`");
        if let Some(near) = nearest(wanted, codes::ALL.iter().map(|code| code.id)) {
            message.push_str("; the nearest is ");
            message.push_str(near);
        }
        message.push_str("\n`landbridge explain` lists all codes.");
        return Err(Failure::new(Exit::Usage, message));
    };
    super::print(out, &page(code))?;
    Ok(Exit::Ok)
}

fn page(code: &Code) -> String {
    let mut text = format!(
        "{}: {}\n\nWhat it means\n{}",
        code.id,
        code.title,
        wrapped(code.means)
    );
    let mut part = |title: &str, body: &str| {
        text.push_str("\n\n");
        text.push_str(title);
        text.push('\n');
        text.push_str(body);
    };
    let example = code.example();
    if let Some(example) = &example {
        part("When it is raised", &wrapped(example.when));
    }
    part("What to do", &wrapped(code.remedy));
    if let Some(example) = &example {
        part(
            "Example, in a project that `landbridge init` made",
            &indented(example.shown),
        );
    }
    text
}

fn indented(text: &str) -> String {
    let lines = text.lines().map(|line| format!("  {line}"));
    let lines: Vec<String> = lines.map(|line| line.trim_end().to_owned()).collect();
    lines.join("\n")
}

fn wrapped(text: &str) -> String {
    let mut lines = String::from("  ");
    let mut used = 2;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if used > 2 && used + 1 + length > WIDTH {
            lines.push_str("\n  ");
            used = 2;
        } else if used > 2 {
            lines.push(' ');
            used += 1;
        }
        lines.push_str(word);
        used += length;
    }
    lines
}
