//! What shapes values: the shaping keys of field rules, and the functions of expressions. The results
//! are computed when the page is made.

use landbridge_contract::Text;

use super::{cell, code, code_links, line};
use crate::mapping::expression::{EXAMPLES, LIBRARY, shown};
use crate::mapping::functions::{ALL, Clean, TextForm, by_kind, manners};

/// What the ways of cleaning are shown with.
const UNTIDY: &str = "  Café  N° 12-b\u{7} ";

pub(super) fn shaping() -> String {
    let mut page = String::new();
    line(&mut page, "## Shaping");
    line(&mut page, "");
    line(
        &mut page,
        "The shaping keys of a field rule, in the order in which they are applied. What is no text is left alone where not \
         said otherwise.",
    );
    line(&mut page, "");
    line(
        &mut page,
        "| key | value | what it does | example | when it fails |",
    );
    line(&mut page, "|---|---|---|---|---|");
    for function in ALL {
        let (rule, before, after) = function.example;
        line(
            &mut page,
            format!(
                "| `{}` | {} | {} | `{}`: `\"{}\"` gives `\"{}\"` | {} |",
                function.key,
                cell(function.forms),
                cell(function.about),
                cell(rule),
                cell(before),
                cell(after),
                fails(function.fails)
            ),
        );
    }
    line(&mut page, "");
    line(
        &mut page,
        format!(
            "The words of `clean`, each with what it makes of {}:",
            quoted(UNTIDY)
        ),
    );
    line(&mut page, "");
    line(&mut page, "| word | what it does | gives |");
    line(&mut page, "|---|---|---|");
    for clean in Clean::ALL {
        let mut text = Text::from(UNTIDY);
        clean.apply(&mut text);
        let row = format!(
            "| `{}` | {} | {} |",
            clean.word(),
            clean.about(),
            quoted(&text)
        );
        line(&mut page, row);
    }
    addresses(&mut page);
    units(&mut page);
    forms(&mut page);
    page
}

fn addresses(page: &mut String) {
    line(page, "");
    line(page, "<a id=\"manners-of-addresses\"></a>");
    line(page, "");
    line(
        page,
        "The countries whose addresses `address` knows, with the piece that it looks for:",
    );
    line(page, "");
    line(page, "| countries | piece |");
    line(page, "|---|---|");
    for (countries, shown) in manners() {
        line(page, format!("| {countries} | `{shown}` |"));
    }
}

fn units(page: &mut String) {
    line(page, "");
    line(page, "<a id=\"units-of-measure\"></a>");
    line(page, "");
    line(
        page,
        "The units of `convert` that need no table, each with what it is of the first unit of its line; capital and small \
         letters are told apart:",
    );
    line(page, "");
    line(page, "| measures | units |");
    line(page, "|---|---|");
    for (kind, units) in by_kind() {
        let units: Vec<String> = units
            .iter()
            .map(|(unit, factor)| format!("`{unit}` {factor}"))
            .collect();
        line(page, format!("| {kind} | {} |", units.join(", ")));
    }
}

fn forms(page: &mut String) {
    line(page, "");
    line(page, "<a id=\"forms-of-texts\"></a>");
    line(page, "");
    line(page, "The forms of `is`:");
    line(page, "");
    line(page, "| form | what it is | example |");
    line(page, "|---|---|---|");
    for form in TextForm::ALL {
        let (before, after) = form.example();
        let row = format!(
            "| `{}` | {} | {} gives {} |",
            form.word(),
            form.about(),
            quoted(before),
            quoted(after)
        );
        line(page, row);
    }
}

fn quoted(text: &str) -> String {
    format!("`\"{}\"`", text.replace('\u{7}', "\\a"))
}

/// `MAP-NUMBER-FORMAT where …`, with the code as a link; it cannot fail where nothing is said.
fn fails(said: &str) -> String {
    match said.split_once(' ') {
        Some((id, rest)) => format!("{} {}", code_links(id), cell(rest)),
        None => "never".to_owned(),
    }
}

pub(super) fn expressions() -> String {
    let mut page = String::new();
    line(&mut page, "## Functions");
    line(&mut page, "");
    line(
        &mut page,
        "What an expression says of a record for which it fails is a finding, [MAP-EXPRESSION](#map-expression). The \
         variable `run_date` is the day of the run.",
    );
    line(&mut page, "");
    line(&mut page, "| function | gives | example | when it fails |");
    line(&mut page, "|---|---|---|---|");
    for function in LIBRARY {
        let example = EXAMPLES.iter().find(|one| one.name == function.name);
        let (gives, fails) = example.map_or(("", ""), |one| (one.gives, one.fails));
        line(
            &mut page,
            format!(
                "| {} | {} | {} | {} |",
                cell(&code(function.form)),
                cell(function.about),
                cell(&result(gives)),
                cell(&result(fails))
            ),
        );
    }
    page
}

/// An expression with what comes of it.
fn result(expression: &str) -> String {
    if expression.is_empty() {
        return String::new();
    }
    match shown(expression) {
        Ok(value) => format!("{} is `{value}`", code(expression)),
        Err(said) => format!("{}: {said}", code(expression)),
    }
}
