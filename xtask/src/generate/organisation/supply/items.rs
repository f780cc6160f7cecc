//! The catalogue of items that headquarters keep, as XML of the old ERP.

use super::super::super::goods::GOODS;
use super::super::answers::{Answers, decimal};
use super::super::estate::{Central, Estate};
use super::super::files::{Out, escaped};
use super::MODULE;
use super::page::Page;
use crate::Outcome;

const ITEMS: &str = "items";

const CLASSES: &[&str] = &["SHELTER", "HEALTH", "WASH", "FOOD", "OFFICE", "FLEET"];

/// Units as the old ERP writes them.
const UNITS: &[&str] = &["EA", "BX", "KG", "SET"];

const VARIANTS: &[&str] = &[
    "standard",
    "large",
    "tropical",
    "cold climate",
    "kit",
    "spare part",
];

/// What is wrong with an item.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    Unit,
    LongName,
    NoClass,
    Weight,
    Conflict,
    Obsolete,
}

const FAULTS: &[Fault] = &[
    Fault::Unit,
    Fault::LongName,
    Fault::NoClass,
    Fault::Weight,
    Fault::Conflict,
    Fault::Obsolete,
];

/// An item of the catalogue.
pub(super) struct Item {
    pub(super) number: String,
    pub(super) name: String,
    pub(super) unit: &'static str,
    class: &'static str,
    /// In cents of a US dollar.
    pub(super) price: i64,
    /// In kilograms.
    weight: String,
}

/// The item of a number.
pub(super) fn item(estate: &Estate, number: usize) -> Item {
    let mut chance = estate.chance("item", 0, number);
    let good = GOODS.get(number % GOODS.len());
    let variant = VARIANTS.get(number / GOODS.len() % VARIANTS.len());
    let series = number / GOODS.len() / VARIANTS.len() + 1;
    let (from, to) = good.map_or((100, 200), |good| good.price);
    Item {
        number: estate.central_key(Central::Item, number),
        name: format!(
            "{}, {}, series {series}",
            good.map_or("", |good| good.english),
            variant.copied().unwrap_or_default()
        ),
        unit: chance.pick(UNITS),
        class: chance.pick(CLASSES),
        price: chance.between(from, to),
        weight: decimal(chance.between(5, 90_000)),
    }
}

/// Writes `hq/items.xml`.
pub(super) fn write(estate: &Estate, out: &mut Out) -> Outcome {
    let sound = estate.central(Central::Item);
    let mut page = Page::new("hq/items.xml".to_owned());
    page.push("<Catalogue system=\"MERIDIAN-ERP\" exported=\"2025-12-31\">");
    let mut place = 0;
    let mut add = |item: &Item, fault: Option<Fault>| {
        place += 1;
        element(&mut page, item, place, fault, &mut out.answers);
    };
    for number in 0..sound {
        add(&item(estate, number), None);
    }
    for (fault, number) in FAULTS.iter().zip(sound..) {
        let mut one = item(estate, number);
        match fault {
            Fault::Unit => one.unit = "BDL",
            Fault::LongName => one.name = "Set of spare parts for water pumps; ".repeat(8),
            Fault::NoClass => one.class = "",
            Fault::Weight => "12,5".clone_into(&mut one.weight),
            Fault::Conflict | Fault::Obsolete => {}
        }
        add(&one, Some(*fault));
        if *fault == Fault::Conflict {
            one.name.push_str(" (new)");
            add(&one, Some(*fault));
        }
    }
    page.push("</Catalogue>");
    let file = page.file.clone();
    out.put(MODULE, &file, page.bytes())?;
    Ok(())
}

fn element(
    page: &mut Page,
    item: &Item,
    place: usize,
    fault: Option<Fault>,
    answers: &mut Answers,
) {
    let status = if fault == Some(Fault::Obsolete) {
        "X"
    } else {
        "A"
    };
    let path = format!("/Catalogue/Item[{place}]");
    let first = page.push(&format!(
        "<Item no=\"{}\" status=\"{status}\">",
        item.number
    ));
    let name = page.push(&format!("<Name>{}</Name>", escaped(&item.name)));
    let unit = page.push(&format!("<Unit>{}</Unit>", item.unit));
    let class = if item.class.is_empty() {
        first
    } else {
        page.push(&format!("<Class>{}</Class>", item.class))
    };
    let weight = page.push(&format!("<Weight unit=\"kg\">{}</Weight>", item.weight));
    page.push(&format!("<Price>{}</Price>", decimal(item.price)));
    page.push("</Item>");

    let expected = answers.of(ITEMS);
    expected.read += 1;
    expected.add("list prices", "", item.price);
    let Some(fault) = fault else { return };
    let (code, field, line, inner, kind) = match fault {
        Fault::Unit => (
            "MAP-UNMAPPED-CODE",
            "PrimaryUOMValue",
            unit,
            "/Unit",
            "unit that no crosswalk has",
        ),
        Fault::LongName => (
            "VAL-LENGTH",
            "ItemDescription",
            name,
            "/Name",
            "name too long",
        ),
        Fault::NoClass => ("VAL-REQUIRED", "ItemClass", class, "/Class", "no class"),
        Fault::Weight => (
            "MAP-NUMBER-FORMAT",
            "UnitWeightQuantity",
            weight,
            "/Weight",
            "decimal comma",
        ),
        Fault::Conflict => ("KEY-CONFLICT", "", first, "", "one number, two items"),
        Fault::Obsolete => {
            expected.filtered += 1;
            return;
        }
    };
    expected.rejected += 1;
    answers.finding(
        ITEMS,
        code,
        field,
        page.at(line, &format!("{path}{inner}")),
        kind,
    );
}
