//! The keys under which facts stand, so that one that no check reads is seen, and the facts about
//! the form of a file.

use landbridge_testkit::support;
use serde_json::{Value as Json, json};

use super::{File, Tally};

/// Of a file: what is checked, then where it comes from and what other readers make of it.
const FILE: &[&str] = &[
    "sha256",
    "bytes",
    "expect",
    "must",
    "namespaces_for_xpath", //
    "source",
    "license",
    "special",
    "readers",
];
/// Of what a file must give: those of every file, of some, and of one that is refused. What another
/// reader says of that one is no fact.
const EXPECT: &[&str] = &[
    "outcome",
    "root",
    "declared_encoding",
    "has_bom",
    "doctype",
    "elements",
    "comments",
    "max_depth",
    "namespaces",
    "counts",
    "sums",
    "values",
    "second_reader", //
    "sum_by_attribute",
    "sheet_rows",
    "sum_of_product",
    "attribute_sum", //
    "header",
    "tags",
    "transactions",
    "amounts",
    "sum",
    "ledger_balance",
    "names", //
    "lxml",
];

/// The file is the one that the facts are about, and every key of them is known to a check.
pub(super) fn hold_file(file: &File, fact: &Json, tally: &mut Tally) {
    let name = &file.name;
    tally.same(
        &format!("{name} sha256"),
        Some(&*support::sha256(&file.bytes)),
        fact["sha256"].as_str(),
    );
    tally.same(
        &format!("{name} bytes"),
        u64::try_from(file.bytes.len()).ok(),
        fact["bytes"].as_u64(),
    );
    let mut unknown = support::unknown_keys(fact, FILE);
    let expect = support::unknown_keys(&fact["expect"], EXPECT).into_iter();
    unknown.extend(expect.filter(|key| !key.starts_with("unique:")));
    unknown.extend(support::unknown_keys(
        &fact["expect"]["second_reader"],
        &["reader", "elements"],
    ));
    for key in unknown {
        tally.same(&format!("{name} `{key}`"), "no check knows it", "a check");
    }
}

/// What stands in the file around its elements.
pub(super) fn hold_form(file: &File, expect: &Json, tally: &mut Tally) {
    let name = &file.name;
    let text = String::from_utf8_lossy(&file.bytes);
    tally.same(
        &format!("{name} doctype"),
        Some(text.contains("<!DOCTYPE")),
        expect["doctype"].as_bool(),
    );
    // Those before and behind the root do not count.
    let mut parts = text.split('<');
    let before = parts.position(|part| part.starts_with(char::is_alphabetic));
    let (within, _) = text.rsplit_once("</").unwrap();
    let within: Vec<&str> = within.split('<').skip(before.unwrap()).collect();
    let (_, comments) = without_comments(&within.join("<"));
    tally.same(
        &format!("{name} comments"),
        Some(comments),
        expect["comments"].as_u64(),
    );
    let elements = expect["second_reader"]["elements"].as_u64();
    tally.same(
        &format!("{name} elements of another reader"),
        u64::try_from(file.count("//*")).ok(),
        elements,
    );
    let spaces = expect["namespaces"].as_array().unwrap();
    let mut within = 0;
    for space in spaces.iter().map(|space| space.as_str().unwrap()) {
        let count = if space.is_empty() {
            // No element is of a namespace where none is declared.
            if text.contains("xmlns=") {
                0
            } else {
                file.count("//*")
            }
        } else {
            let of_space = File {
                name: name.clone(),
                bytes: file.bytes.clone(),
                namespaces: json!({ "q": space }),
            };
            of_space.count("//q:*")
        };
        tally.same(&format!("{name} namespace `{space}`"), count > 0, true);
        within += count;
    }
    tally.same(
        &format!("{name} elements of its namespaces"),
        within,
        file.count("//*"),
    );
}

/// A text without its comments, and how many there were.
pub(super) fn without_comments(text: &str) -> (String, u64) {
    let mut parts = text.split("<!--");
    let mut rest = parts.next().unwrap_or_default().to_owned();
    let mut count = 0;
    for part in parts {
        count += 1;
        rest.push_str(part.split_once("-->").map_or("", |(_, after)| after));
    }
    (rest, count)
}

/// Counts what is known of a file that is refused as short: each fact, and each part of one that
/// names many.
pub(super) fn count_refused(file: &File, expect: &Json, tally: &mut Tally) {
    let facts = expect.as_object().unwrap().iter();
    let facts = facts.filter(|(key, _)| *key != "lxml");
    let parts = facts.map(|(_, fact)| fact.as_object().map_or(1, serde_json::Map::len));
    tally.short(
        parts.sum(),
        &format!("{}: all its facts", file.name),
        "SGML is refused by its name, which the requirement in words allows",
    );
}
