//! The reference of mappings, and the JSON Schema of the files, made from what the program itself goes by.
//!
//! Keys come from the tables of the parser, options from the connectors, functions from the library of
//! expressions, codes from their list with their examples. Nothing is written here that stands there.

mod codes;
mod connectors;
mod functions;
mod keys;
mod schema;

pub use schema::{mapping_schema, project_schema};

use std::fmt::Write as _;

/// What the page begins with.
const HEAD: &str = "\
# Reference

Made by `landbridge reference` from the tables that the program itself goes by; change those, then run
`cargo xtask generate reference`. [mapping.md](mapping.md) tells how it is used, and
[schema/project.json](schema/project.json) and [schema/mapping.json](schema/mapping.json) let an editor complete and check
the files: begin a file with `# yaml-language-server: $schema=` and the path of its schema.

- [Keys](#keys): of landbridge.yaml and of mapping files
- [Connectors](#connectors): their options
- [Shaping](#shaping): what the shaping keys of a field rule do
- [Functions](#functions): of expressions
- [Codes](#codes): what can be wrong, each with an example
";

/// The reference as one page of Markdown.
pub fn markdown() -> String {
    let mut page = HEAD.to_owned();
    for part in [
        keys::part(),
        connectors::part(),
        functions::shaping(),
        functions::expressions(),
        codes::part(),
    ] {
        line(&mut page, "");
        page.push_str(part.trim_end());
        page.push('\n');
    }
    page
}

fn line(page: &mut String, text: impl AsRef<str>) {
    writeln!(page, "{}", text.as_ref()).expect("writing to memory does not fail");
}

/// A text as it may stand in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// A text as code, also where it holds a backtick.
fn code(text: &str) -> String {
    if text.is_empty() {
        String::new()
    } else if text.contains('`') {
        format!("`` {text} ``")
    } else {
        format!("`{text}`")
    }
}

/// A link to the section of each code of a list with blanks.
fn code_links(codes: &str) -> String {
    let links = codes
        .split_whitespace()
        .map(|id| format!("[{id}](#{})", id.to_lowercase()));
    links.collect::<Vec<_>>().join(", ")
}
