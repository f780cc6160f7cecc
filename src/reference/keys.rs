//! The keys of landbridge.yaml and of mapping files.

use super::{cell, code, code_links, line};
use crate::project::keys::{Key, KeyTable, Rest, TABLES};

pub(super) fn part() -> String {
    let mut page = String::new();
    line(&mut page, "## Keys");
    line(&mut page, "");
    line(
        &mut page,
        "A key that is not listed for its place is a mistake (`MAPPING-KEY`), a value of another form too (`MAPPING-TYPE`).",
    );
    for table in TABLES {
        section(&mut page, table);
    }
    page
}

fn section(page: &mut String, table: &KeyTable) {
    line(page, "");
    line(page, format!("<a id=\"{}\"></a>", table.name));
    line(page, "");
    line(page, format!("### {}", table.title));
    line(page, "");
    line(page, sentence(table));
    line(page, "");
    line(page, "| key | value | default | means |");
    line(page, "|---|---|---|---|");
    for key in table.keys {
        line(
            page,
            format!(
                "| `{}` | {} | {} | {} |",
                key.name,
                cell(&key.form.describe()),
                cell(&default(table, key)),
                cell(&meaning(key))
            ),
        );
    }
}

fn sentence(table: &KeyTable) -> String {
    let rest = match table.rest {
        Rest::Nothing => "",
        Rest::Source => {
            " Beside these keys stands one [source connector](#connectors) with its file, and its options."
        }
        Rest::Target => {
            " Beside these keys stands one [target connector](#connectors) with its options."
        }
        Rest::ObjectOptions => {
            " Beside these keys stands what the [target connector](#connectors) accepts for an object."
        }
    };
    format!("{}{rest}", table.about)
}

fn default(table: &KeyTable, key: &Key) -> String {
    if key.needed {
        "needed".to_owned()
    } else if table.one_of.contains(&key.name) {
        "exactly one of these".to_owned()
    } else {
        key.default.to_owned()
    }
}

fn meaning(key: &Key) -> String {
    let mut text = format!("{} {}", key.about, code(key.example));
    if !key.fails.is_empty() {
        text.push_str(" When it fails: ");
        text.push_str(&code_links(key.fails));
        text.push('.');
    }
    text
}
