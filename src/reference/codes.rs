//! Every code with its page, as `landbridge explain` shows it.

use super::line;
use crate::diagnose::codes;

pub(super) fn part() -> String {
    let mut page = String::new();
    line(&mut page, "## Codes");
    line(&mut page, "");
    line(
        &mut page,
        "Each as `landbridge explain CODE` shows it. The examples are carried out by a test, in a project that \
         `landbridge init` made.",
    );
    for code in codes::ALL {
        line(&mut page, "");
        line(&mut page, format!("### {}", code.id));
        line(&mut page, "");
        line(&mut page, format!("*{}*", code.title));
        line(&mut page, "");
        line(&mut page, code.means);
        let Some(example) = code.example() else {
            continue;
        };
        line(&mut page, "");
        line(
            &mut page,
            format!("Raised: {}", example.when.replace('\n', " ")),
        );
        line(&mut page, "");
        line(&mut page, format!("What to do: {}", code.remedy));
        line(&mut page, "");
        line(&mut page, "```text");
        line(&mut page, example.shown);
        line(&mut page, "```");
    }
    page
}
