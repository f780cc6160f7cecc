//! Sources as mappings and crosswalks state them: a connector's word, a file, options.

use std::collections::BTreeMap;

use landbridge_contract::{Name, OptionFault, Options};

use super::block::{Block, option_value, scalar, texts, wrong_form};
use super::catalog::ConnectorCatalog;
use super::keys::{self, KeyTable};
use super::mistake::{mistake, unknown_name};
use super::yaml::{Entry, Node, Tree};
use super::{explode, group};
use crate::diagnose::{Diagnostics, Location, codes, nearest};
use crate::mapping::{Headings, SourceSpec};

/// Reads a source; `table` has its own keys. Those that were asked for before are not the connector's.
pub(crate) fn source_spec(
    mut block: Block<'_>,
    table: &'static KeyTable,
    catalog: &dyn ConnectorCatalog,
    out: &mut Diagnostics,
) -> Option<SourceSpec> {
    let at = block.at.clone();
    let copies = table.key("copies").and_then(|_| block.text("copies", out));
    let headings = table
        .key("headings")
        .and_then(|_| block.node("headings"))
        .map_or_else(Vec::new, |node| headings(node, out));
    let confidential = table
        .key("confidential")
        .and_then(|_| block.bool("confidential", out));
    let group = table
        .key("group")
        .and_then(|_| block.node("group"))
        .and_then(|node| group::group(node, out))
        .map(Box::new);
    let exploded = table
        .key("explode")
        .and_then(|_| block.node("explode"))
        .map_or_else(Vec::new, |node| explode::explode(node, out));
    block.held_against(table);
    let own = block.asked();
    let entries = block.rest();
    let kinds = catalog.source_kinds();
    let chosen = entries
        .iter()
        .find(|entry| catalog.source(&entry.key).is_some());
    let Some(chosen) = chosen else {
        out.push(no_connector(&entries, &kinds, &at));
        return None;
    };
    let pattern = scalar(&chosen.node, "a file name", out)?;
    let connector = catalog.source(&chosen.key)?;
    let (options, option_places) = options(
        entries
            .iter()
            .filter(|entry| entry.key != chosen.key)
            .copied(),
    );
    let accepted = connector.options().iter().map(|one| one.name);
    let known: Vec<&str> = accepted.chain(own).collect();
    say_option_faults(
        connector.check(&options),
        &known,
        &option_places,
        &chosen.at,
        out,
    );
    Some(SourceSpec {
        kind: Name::from(connector.kind()),
        pattern: pattern.text.clone(),
        options,
        copies: copies.map(|copies| Name::from(copies.value)),
        headings,
        confidential: confidential.unwrap_or(false),
        group,
        explode: exploded,
        at: chosen.node.at.clone(),
        option_places,
    })
}

/// By the name of a column, the other headings of it.
pub(crate) fn headings(node: &Node, out: &mut Diagnostics) -> Vec<Headings> {
    let Tree::Map(entries) = &node.tree else {
        out.push(wrong_form(node, "other headings by the name of a column"));
        return Vec::new();
    };
    let mut named: Vec<Headings> = Vec::new();
    for entry in entries {
        let mut others = Vec::new();
        for other in texts(&entry.node, out) {
            let told = Name::from(other.value.as_str());
            let mut before = named.iter();
            if let Some(before) = before.find(|one| one.others.contains(&told)) {
                let found = format!(
                    "\"{told}\", which is a heading of `{}` as well",
                    before.name
                );
                let expected = "each heading for one column";
                out.push(mistake(&codes::MAPPING_OPTION, &other.at, found, expected));
            }
            others.push(told);
        }
        named.push(Headings {
            name: Name::from(entry.key.as_str()),
            others,
        });
    }
    named
}

fn no_connector(entries: &[&Entry], kinds: &[&str], at: &Location) -> crate::diagnose::Diagnostic {
    let misspelt = entries
        .iter()
        .find(|entry| nearest(&entry.key, kinds.iter().copied()).is_some());
    match misspelt {
        Some(entry) => unknown_name(
            &codes::MAPPING_KEY,
            &entry.at,
            "source",
            &entry.key,
            kinds.iter().copied(),
        ),
        None => mistake(
            &codes::MAPPING_TYPE,
            at,
            "no kind of source",
            format!("one of {}", kinds.join(", ")),
        ),
    }
}

/// Options with the place of each.
pub(crate) fn options<'a>(
    entries: impl IntoIterator<Item = &'a Entry>,
) -> (Options, BTreeMap<String, Location>) {
    let mut options = Options::default();
    let mut places = BTreeMap::new();
    for entry in entries {
        if let Some(value) = option_value(&entry.node) {
            options.0.insert(entry.key.clone(), value);
            places.insert(entry.key.clone(), entry.at.clone());
        }
    }
    (options, places)
}

/// Says what a connector does not accept.
pub(crate) fn say_option_faults(
    faults: Vec<OptionFault>,
    known: &[&str],
    places: &BTreeMap<String, Location>,
    otherwise: &Location,
    out: &mut Diagnostics,
) {
    for fault in faults {
        let at = places.get(&fault.option).unwrap_or(otherwise);
        let mut diagnostic = mistake(&codes::MAPPING_OPTION, at, fault.found, fault.expected);
        if !known.contains(&fault.option.as_str()) {
            diagnostic.nearest = nearest(&fault.option, known.iter().copied()).map(str::to_owned);
        }
        out.push(diagnostic);
    }
}

/// A source that is named values; says so where it is something else.
pub(crate) fn source_of(
    node: &Node,
    catalog: &dyn ConnectorCatalog,
    out: &mut Diagnostics,
) -> Option<SourceSpec> {
    let kinds = catalog.source_kinds().join(", ");
    let block = Block::of(
        node,
        &format!("a file: one of {kinds} and its options"),
        out,
    )?;
    source_spec(block, &keys::SOURCE, catalog, out)
}

/// The same file with another sheet or other options (`each: Sites`, `each: { sheet: Sites }`).
pub(crate) fn same_file(
    main: &SourceSpec,
    node: &Node,
    stated: (Options, BTreeMap<String, Location>),
    catalog: &dyn ConnectorCatalog,
    out: &mut Diagnostics,
) -> Option<SourceSpec> {
    let connector = catalog.source(&main.kind)?;
    let known: Vec<&str> = connector.options().iter().map(|one| one.name).collect();
    if !known.contains(&"sheet") {
        let expected = format!(
            "a source of its own as {{ {}: FILE }}: only workbooks have sheets",
            main.kind
        );
        out.push(wrong_form(node, &expected));
        return None;
    }
    let (options, option_places) = stated;
    say_option_faults(
        connector.check(&options),
        &known,
        &option_places,
        &node.at,
        out,
    );
    Some(SourceSpec {
        kind: Name::clone(&main.kind),
        pattern: main.pattern.clone(),
        options,
        copies: None,
        headings: Vec::new(),
        confidential: main.confidential,
        group: None,
        explode: Vec::new(),
        at: node.at.clone(),
        option_places,
    })
}
