//! The open purchase orders of each office's procurement system, as XML, and the limits of those who may approve them.

use super::super::super::prng::Prng;
use super::super::answers::{Answers, decimal};
use super::super::estate::{Account, Central, Estate, Kind, Office};
use super::super::files::{Out, delimited, escaped};
use super::items::{Item, item};
use super::page::Page;
use super::{Faults, MODULE, day};
use crate::Outcome;

const ORDERS: &str = "orders";

/// What a grade may approve, in US dollars.
const LIMITS: &[(&str, i64)] = &[
    ("P3", 10_000),
    ("P4", 50_000),
    ("P5", 250_000),
    ("D1", 1_000_000),
    ("D2", 25_000_000),
];

const EXPENSE: Account = Account {
    number: "52100",
    name: "Supplies and relief items",
    class: 'X',
};

/// What is wrong with an order.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    UnknownVendor,
    OverLimit,
    OwnApproval,
    Quantity,
    Sum,
    Unit,
    UnknownItem,
    Closed,
}

const FAULTS: &[Fault] = &[
    Fault::UnknownVendor,
    Fault::OverLimit,
    Fault::OwnApproval,
    Fault::Quantity,
    Fault::Sum,
    Fault::Unit,
    Fault::UnknownItem,
    Fault::Closed,
];

struct Line {
    item: Item,
    unit: &'static str,
    quantity: i64,
    /// The quantity as it is written.
    written: String,
}

impl Line {
    fn amount(&self) -> i64 {
        self.item.price * self.quantity
    }
}

struct Order {
    number: String,
    status: &'static str,
    vendor: String,
    date: String,
    needed: String,
    buyer: String,
    approver: String,
    grade: &'static str,
    currency: &'static str,
    total: i64,
    lines: Vec<Line>,
    fault: Option<Fault>,
}

/// Writes `hq/delegation.csv`: what each grade may approve.
pub(super) fn write_limits(out: &mut Out) -> Outcome {
    let mut text = String::new();
    delimited(&mut text, ',', &["Grade", "Limit USD"]);
    for (grade, limit) in LIMITS {
        delimited(&mut text, ',', &[grade, &limit.to_string()]);
    }
    out.put(MODULE, "hq/delegation.csv", text)?;
    Ok(())
}

/// Writes `orders.xml` of an office.
pub(super) fn write(estate: &Estate, office: &Office, faults: &Faults, out: &mut Out) -> Outcome {
    let sound = estate.count(Kind::Order);
    let mut orders: Vec<Order> = (0..sound)
        .map(|number| order(estate, office, number))
        .collect();
    for kind in faults.of(FAULTS.len(), 5) {
        if let Some(fault) = FAULTS.get(kind) {
            let mut one = order(estate, office, sound + kind);
            spoil(&mut one, office, *fault);
            orders.insert(kind.min(sound), one);
        }
    }
    let mut page = Page::new(format!("{}/orders.xml", office.folder()));
    page.push(&format!(
        "<Orders system=\"PROCURE/2\" office=\"{}\" exported=\"2025-12-31\">",
        office.code()
    ));
    let account = estate.combination(office, &EXPENSE);
    for (order, place) in orders.iter().zip(1..) {
        element(&mut page, office, order, place, &account, &mut out.answers);
    }
    page.push("</Orders>");
    let file = page.file.clone();
    out.put(MODULE, &file, page.bytes())?;
    Ok(())
}

fn order(estate: &Estate, office: &Office, number: usize) -> Order {
    let mut chance = estate.chance("order", office.index, number);
    let items = estate.central(Central::Item);
    let lines: Vec<Line> = (0..chance.between(1, 4))
        .map(|_| line(estate, &mut chance, items))
        .collect();
    let total: i64 = lines.iter().map(Line::amount).sum();
    let vendors = estate.count(Kind::Supplier);
    let workers = estate.count(Kind::Worker);
    let buyer = chance.below(workers);
    Order {
        number: estate.key(Kind::Order, office, number),
        status: "OPEN",
        vendor: estate.key(Kind::Supplier, office, chance.below(vendors)),
        date: day(&mut chance, 2024, 2025),
        needed: day(&mut chance, 2026, 2026),
        buyer: estate.key(Kind::Worker, office, buyer),
        approver: estate.key(Kind::Worker, office, (buyer + 1) % workers),
        grade: grade(total),
        currency: chance.pick(&["USD", "USD", "EUR"]),
        total,
        lines,
        fault: None,
    }
}

fn line(estate: &Estate, chance: &mut Prng, items: usize) -> Line {
    let item = item(estate, chance.below(items));
    let most = if item.price > 100_000 { 3 } else { 400 };
    let quantity = chance.between(1, most);
    Line {
        unit: item.unit,
        quantity,
        written: quantity.to_string(),
        item,
    }
}

/// The lowest grade that may approve so many cents.
fn grade(total: i64) -> &'static str {
    let able = |(_, limit): &&(&str, i64)| dollars("EUR", total) <= limit * 100;
    LIMITS.iter().find(able).map_or("D2", |(grade, _)| grade)
}

/// An amount in dollars, in cents, by the rate of the old system.
fn dollars(currency: &str, amount: i64) -> i64 {
    if currency == "EUR" {
        amount * 108 / 100
    } else {
        amount
    }
}

fn spoil(order: &mut Order, office: &Office, fault: Fault) {
    order.fault = Some(fault);
    let line = order.lines.first_mut();
    match (fault, line) {
        (Fault::UnknownVendor, _) => order.vendor = format!("{}78888", office.number()),
        (Fault::OverLimit, Some(line)) => {
            line.quantity = 2_000_000 / line.item.price + 1;
            line.written = line.quantity.to_string();
            order.total = order.lines.iter().map(Line::amount).sum();
            order.grade = "P3";
        }
        (Fault::OwnApproval, _) => order.approver.clone_from(&order.buyer),
        (Fault::Quantity, Some(line)) => "a dozen".clone_into(&mut line.written),
        (Fault::Sum, _) => order.total -= 1_00,
        (Fault::Unit, Some(line)) => line.unit = "PLT",
        (Fault::UnknownItem, Some(line)) => "ITM-99999".clone_into(&mut line.item.number),
        (Fault::Closed, _) => order.status = "CLOSED",
        (_, None) => {}
    }
}

/// Where the parts of an order stand.
struct Lines {
    vendor: usize,
    buyer: usize,
    total: usize,
    /// The first line.
    line: usize,
}

fn element(
    page: &mut Page,
    office: &Office,
    order: &Order,
    place: usize,
    account: &str,
    answers: &mut Answers,
) {
    page.push(&format!(
        "<Order number=\"{}\" office=\"{}\" status=\"{}\">",
        order.number,
        office.code(),
        order.status
    ));
    let vendor = page.push(&format!("<Vendor id=\"{}\" site=\"MAIN\"/>", order.vendor));
    page.push(&format!("<Date>{}</Date>", order.date));
    let buyer = page.push(&format!("<Buyer id=\"{}\"/>", order.buyer));
    page.push(&format!(
        "<Approver id=\"{}\" grade=\"{}\"/>",
        order.approver, order.grade
    ));
    let total = page.push(&format!(
        "<Total currency=\"{}\" usd=\"{}\">{}</Total>",
        order.currency,
        decimal(dollars(order.currency, order.total)),
        decimal(order.total)
    ));
    let mut line = 0;
    for (one, number) in order.lines.iter().zip(1..) {
        let at = delivered(page, office, order, one, number, account);
        line = if number == 1 { at } else { line };
    }
    page.push("</Order>");

    let expected = answers.of(ORDERS);
    expected.read += 1;
    for one in &order.lines {
        expected.add("line value", order.currency, one.amount());
    }
    let Some(fault) = order.fault else { return };
    let lines = Lines {
        vendor,
        buyer,
        total,
        line,
    };
    plant(page, place, fault, &lines, answers);
}

/// A line with its delivery and what is charged for it; gives its place.
fn delivered(
    page: &mut Page,
    office: &Office,
    order: &Order,
    line: &Line,
    number: usize,
    account: &str,
) -> usize {
    let (quantity, amount) = (&line.written, decimal(line.amount()));
    let at = page.push(&format!(
        "<Line no=\"{number}\" item=\"{}\" unit=\"{}\" quantity=\"{quantity}\" price=\"{}\" amount=\"{amount}\"><Text>{}</Text>",
        line.item.number,
        line.unit,
        decimal(line.item.price),
        escaped(&line.item.name)
    ));
    page.push(&format!(
        "<Delivery no=\"1\" date=\"{}\" place=\"{} Warehouse\" quantity=\"{}\">",
        order.needed, office.city, line.quantity
    ));
    page.push(&format!(
        "<Charge no=\"1\" account=\"{account}\" quantity=\"{}\"/></Delivery></Line>",
        line.quantity
    ));
    at
}

fn plant(page: &Page, place: usize, fault: Fault, lines: &Lines, answers: &mut Answers) {
    let at = |line: usize, inner: &str| page.at(line, &format!("/Orders/Order[{place}]{inner}"));
    let (code, field, origin, kind) = match fault {
        Fault::UnknownVendor => (
            "REF-MISSING",
            "SupplierNumber",
            at(lines.vendor, "/Vendor/@id"),
            "order with a vendor that is not there",
        ),
        Fault::OverLimit => (
            "VAL-CHECK",
            "Total/@usd",
            at(lines.total, "/Total/@usd"),
            "amount over what the approver may approve",
        ),
        Fault::OwnApproval => (
            "VAL-CHECK",
            "Buyer/@id",
            at(lines.buyer, "/Buyer/@id"),
            "approved by the buyer",
        ),
        Fault::Quantity => (
            "MAP-TYPE",
            "lines.Quantity",
            at(lines.line, "/Line[1]/@quantity"),
            "quantity in words",
        ),
        Fault::Sum => (
            "VAL-SUM",
            "ATTRIBUTE_NUMBER2",
            at(lines.total, "/Total"),
            "total that is not the sum of the lines",
        ),
        Fault::Unit => (
            "MAP-UNMAPPED-CODE",
            "lines.UOM",
            at(lines.line, "/Line[1]/@unit"),
            "unit that no crosswalk has",
        ),
        Fault::UnknownItem => (
            "REF-MISSING",
            "lines.Item",
            at(lines.line, "/Line[1]/@item"),
            "item that is not in the catalogue",
        ),
        Fault::Closed => {
            answers.of(ORDERS).filtered += 1;
            return;
        }
    };
    answers.of(ORDERS).rejected += 1;
    answers.finding(ORDERS, code, field, origin, kind);
}
