//! The options of connectors, from what each states of itself.

use landbridge_contract::OptionSpec;

use super::{cell, line};
use crate::registry;

pub(super) fn part() -> String {
    let mut page = String::new();
    line(&mut page, "## Connectors");
    line(&mut page, "");
    line(
        &mut page,
        "An option that a connector does not accept is a mistake ([MAPPING-OPTION](#mapping-option)).",
    );
    for connector in registry::sources() {
        let title = format!("Source `{}`", connector.kind());
        let endings = connector.extensions().join(", ");
        let about = format!(
            "Without a word for the connector, `peek`, `profile` and `suggest` take it for: {endings}."
        );
        options(&mut page, &title, &about, connector.options());
    }
    for connector in registry::targets() {
        let kind = connector.kind();
        let about = "Its options, under its name in `targets`.";
        options(
            &mut page,
            &format!("Target `{kind}`"),
            about,
            connector.options(),
        );
        let about = "What a pod has otherwise than the connector expects, beside the keys of a mapping's `target`.";
        let title = format!("Object of `{kind}`");
        options(&mut page, &title, about, connector.object_options());
    }
    page
}

fn options(page: &mut String, title: &str, about: &str, options: &[OptionSpec]) {
    line(page, "");
    line(page, format!("### {title}"));
    line(page, "");
    line(page, about);
    line(page, "");
    line(page, "| option | value | means |");
    line(page, "|---|---|---|");
    for option in options {
        line(
            page,
            format!(
                "| `{}` | {} | {} |",
                option.name,
                option.kind.describe(),
                cell(option.about)
            ),
        );
    }
}
