//! Reads how a rule shapes its value.

use super::super::block::{Block, Stated, scalar, texts, whole_number, wrong_form};
use super::super::keys;
use super::super::mistake::{mistake, unknown_name};
use super::super::yaml::{Node, Tree};
use super::converting::convert;
use super::period::period;
use super::{Shared, named};
use crate::diagnose::{Diagnostics, Location, codes};
use crate::mapping::functions::{
    AddressPart, Case, Clean, DatePatterns, NamePart, NumberForm, Pad, PadSide, Split, TextForm,
    country_of,
};
use crate::mapping::{AddressRule, CountryFrom, FormRule, Shaping};

/// Reads `clean`, `name`, `address`, `split`, `case`, `pad`, `number`, `convert`, `date`, `period`, `crosswalk` and `is`.
pub(super) fn shaping(
    block: &mut Block<'_>,
    shared: &Shared<'_>,
    out: &mut Diagnostics,
) -> Shaping {
    Shaping {
        clean: clean(block, out).unwrap_or_else(|| shared.default_clean.clone()),
        name: block
            .text("name", out)
            .and_then(|one| word(&one, "part of a name", &NamePart::ALL, NamePart::word, out)),
        address: block.node("address").and_then(|node| address(node, out)),
        split: block.node("split").and_then(|node| split(node, out)),
        case: case(block, out),
        pad: block.node("pad").and_then(|node| pad(node, out)),
        number: block
            .node("number")
            .and_then(|node| Some((number(node, out)?, node.at.clone()))),
        convert: block
            .node("convert")
            .and_then(|node| convert(node, shared, out).map(Box::new)),
        date: block
            .node("date")
            .and_then(|node| Some((date_patterns(node, out)?, node.at.clone()))),
        period: block
            .node("period")
            .and_then(|node| period(node, shared, out).map(Box::new)),
        crosswalk: crosswalk(block, shared, out),
        form: block.node("is").and_then(|node| form(node, out)),
    }
}

/// Reads `clean`; none where the key is not there.
pub(super) fn clean(block: &mut Block<'_>, out: &mut Diagnostics) -> Option<Vec<Clean>> {
    let stated = block.texts("clean", out)?;
    Some(
        stated
            .into_iter()
            .filter_map(|one| word(&one, "way of cleaning", &Clean::ALL, Clean::word, out))
            .collect(),
    )
}

fn split(node: &Node, out: &mut Diagnostics) -> Option<Split> {
    const FORM: &str = "{ at: \"-\", part: 2 }; -1 is the last part";
    let mut block = Block::of(node, FORM, out)?;
    let separator = block.text("at", out);
    let part = block.text("part", out);
    block.finish(&keys::SPLIT_FORM, out);
    let part = part.and_then(|stated| stated.value.parse().ok());
    let split = separator
        .zip(part)
        .and_then(|(separator, part)| Split::new(&separator.value, part));
    if split.is_none() {
        out.push(wrong_form(node, FORM));
    }
    split
}

fn case(block: &mut Block<'_>, out: &mut Diagnostics) -> Option<Case> {
    let stated = block.text("case", out)?;
    word(&stated, "case", &Case::ALL, Case::word, out)
}

pub(super) fn word<T: Copy>(
    stated: &Stated<String>,
    what: &str,
    all: &[T],
    word: impl Fn(T) -> &'static str,
    out: &mut Diagnostics,
) -> Option<T> {
    let found = all.iter().copied().find(|one| word(*one) == stated.value);
    if found.is_none() {
        let known = all.iter().map(|one| word(*one));
        out.push(unknown_name(
            &codes::MAPPING_TYPE,
            &stated.at,
            what,
            &stated.value,
            known,
        ));
    }
    found
}

fn pad(node: &Node, out: &mut Diagnostics) -> Option<Pad> {
    const FORMS: &str = "a width from 1 to 4,000, or { width: 8, with: \"0\", side: left }";
    let (width, fill, side) = match &node.tree {
        Tree::Map(_) => {
            let mut block = Block::of(node, FORMS, out)?;
            let width = block.number("width", out);
            let fill = block.text("with", out);
            let side = block.text("side", out);
            block.finish(&keys::PAD_FORM, out);
            (width, fill, side)
        }
        Tree::Null | Tree::Scalar(_) | Tree::List(_) => {
            return if let Some(width) = whole_number(node, &mut Diagnostics::default()) {
                Pad::new(width, '0', PadSide::Left).or_else(|| {
                    out.push(wrong_form(node, FORMS));
                    None
                })
            } else {
                out.push(wrong_form(node, FORMS));
                None
            };
        }
    };
    let fill = match fill {
        Some(stated) => single(&stated, out)?,
        None => '0',
    };
    let side = match side {
        None => PadSide::Left,
        Some(stated) => {
            let sides = [PadSide::Left, PadSide::Right];
            let name = |side| match side {
                PadSide::Left => "left",
                PadSide::Right => "right",
            };
            word(&stated, "side", &sides, name, out)?
        }
    };
    let pad = width.and_then(|width| Pad::new(width, fill, side));
    if pad.is_none() {
        out.push(wrong_form(node, FORMS));
    }
    pad
}

fn single(stated: &Stated<String>, out: &mut Diagnostics) -> Option<char> {
    let mut characters = stated.value.chars();
    let only = characters.next().filter(|_| characters.next().is_none());
    if only.is_none() {
        let found = format!("\"{}\"", stated.value);
        out.push(mistake(
            &codes::MAPPING_TYPE,
            &stated.at,
            found,
            "one character",
        ));
    }
    only
}

/// Reads a form of numbers.
pub(crate) fn number(node: &Node, out: &mut Diagnostics) -> Option<NumberForm> {
    const FORMS: &str = "plain, en, de, fr, ch, or { decimal: \",\", group: \".\" }";
    if let Tree::Map(_) = &node.tree {
        let mut block = Block::of(node, FORMS, out)?;
        let decimal = block.text("decimal", out);
        let group = block.text("group", out);
        block.finish(&keys::NUMBER_FORM, out);
        let decimal = decimal.and_then(|stated| single(&stated, out));
        let group = match group {
            Some(stated) => Some(single(&stated, out)?),
            None => None,
        };
        let form = decimal.and_then(|decimal| NumberForm::custom(decimal, group));
        if form.is_none() {
            out.push(wrong_form(node, FORMS));
        }
        return form;
    }
    let stated = scalar(node, FORMS, out)?;
    let form = NumberForm::of_word(&stated.text);
    if form.is_none() {
        out.push(unknown_name(
            &codes::MAPPING_TYPE,
            &node.at,
            "form of numbers",
            &stated.text,
            NumberForm::WORDS,
        ));
    }
    form
}

/// The patterns of dates in `dates`; year, month and day with hyphens where nothing is stated.
pub(crate) fn date_patterns_of(
    block: &mut Block<'_>,
    out: &mut Diagnostics,
) -> Option<DatePatterns> {
    match block.node("dates") {
        Some(node) => date_patterns(node, out),
        None => DatePatterns::new(["%Y-%m-%d"]).ok(),
    }
}

/// Patterns of dates.
pub(crate) fn date_patterns(node: &Node, out: &mut Diagnostics) -> Option<DatePatterns> {
    let stated = texts(node, out);
    let places: Vec<(&str, &Location)> = stated
        .iter()
        .map(|one| (one.value.as_str(), &one.at))
        .collect();
    if places.is_empty() {
        return None;
    }
    let mut usable = true;
    for (pattern, at) in &places {
        for fault in DatePatterns::new([*pattern]).err().unwrap_or_default() {
            usable = false;
            let mut wrong = mistake(
                &codes::MAPPING_DATE_PATTERN,
                at,
                fault.found,
                fault.expected,
            );
            wrong.nearest = fault.nearest;
            out.push(wrong);
        }
    }
    usable
        .then(|| DatePatterns::new(places.iter().map(|(pattern, _)| *pattern)).ok())
        .flatten()
}

fn crosswalk(
    block: &mut Block<'_>,
    shared: &Shared<'_>,
    out: &mut Diagnostics,
) -> Option<crate::mapping::Named> {
    let stated = named(block.text("crosswalk", out)?);
    let known = &shared.known.crosswalks;
    if known.contains(&stated.name) {
        return Some(stated);
    }
    out.push(unknown_name(
        &codes::MAPPING_CROSSWALK,
        &stated.at,
        "crosswalk",
        &stated.name,
        known.iter().map(|name| &**name),
    ));
    None
}

/// A form of texts; for telephone numbers with the country where it is not part of the number.
fn form(node: &Node, out: &mut Diagnostics) -> Option<FormRule> {
    const FORMS: &str = "the word of a form, or { phone_of: Column }, or { phone_in: KE }";
    let at = node.at.clone();
    if !matches!(node.tree, Tree::Map(_)) {
        let value = scalar(node, FORMS, out)?.text.clone();
        let stated = Stated { value, at };
        let all = &TextForm::ALL;
        let form = word(&stated, "form of texts", all, TextForm::word, out)?;
        return Some(FormRule {
            form,
            country: None,
            at: stated.at,
        });
    }
    let mut block = Block::of(node, FORMS, out)?;
    let column = block.text("phone_of", out);
    let country = block.text("phone_in", out);
    block.finish(&keys::IS_FORM, out);
    let country = match (column, country) {
        (Some(column), None) => CountryFrom::Column(named(column)),
        (None, Some(stated)) => CountryFrom::Stated(country_code(&stated, out)?),
        (None, None) | (Some(_), Some(_)) => {
            out.push(wrong_form(node, FORMS));
            return None;
        }
    };
    Some(FormRule {
        form: TextForm::Phone,
        country: Some(country),
        at,
    })
}

/// A part of a postal address, and its country.
fn address(node: &Node, out: &mut Diagnostics) -> Option<AddressRule> {
    const FORMS: &str = "{ part: city, of: Column }, or { part: city, in: CH }";
    let mut block = Block::of(node, FORMS, out)?;
    let part = block.text("part", out);
    let column = block.text("of", out);
    let country = block.text("in", out);
    block.finish(&keys::ADDRESS, out);
    let (Some(part), true) = (part, column.is_some() != country.is_some()) else {
        out.push(wrong_form(node, FORMS));
        return None;
    };
    let all = &AddressPart::ALL;
    let part = word(&part, "part of an address", all, AddressPart::word, out);
    let country = match (column, country) {
        (Some(column), _) => Some(CountryFrom::Column(named(column))),
        (None, Some(stated)) => country_code(&stated, out).map(CountryFrom::Stated),
        (None, None) => None,
    };
    Some(AddressRule {
        part: part?,
        country: country?,
    })
}

fn country_code(stated: &Stated<String>, out: &mut Diagnostics) -> Option<&'static str> {
    let found = country_of(&stated.value);
    if found.is_none() {
        let text = format!("country \"{}\"", stated.value);
        let expected = "the code of a country (ISO 3166), as KE";
        out.push(mistake(&codes::MAPPING_TYPE, &stated.at, text, expected));
    }
    found
}
