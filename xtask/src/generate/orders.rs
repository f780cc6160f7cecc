//! The purchase orders of the old procurement system, with their lines, as XML.

use std::fmt::Write as _;

use super::goods::{GOODS, OFFICES};
use super::planted::{Mark, Planted};
use super::prng::Prng;
use super::vendors::{State, Vendors};

pub(crate) const FILE: &str = "orders.xml";

const ORDERS: usize = 1200;
const CURRENCIES: &[&str] = &["USD", "USD", "EUR", "CHF"];
const NOTES: &[&str] = &[
    "Relief items for the cold season",
    "Rehabilitation of water points",
    "Office supplies",
    "Vaccination campaign – phase 2",
    "Réhabilitation du centre de santé",
    "Ayuda alimentaria",
    "Kış yardımı: çadır ve battaniye",
    "Відновлення шкіл",
    "مياه وصرف صحي",
    "緊急支援物資",
    "Winterisation – Aïn el-Hilweh",
    "Fleet maintenance & spare parts",
];

/// One line of an order.
#[derive(Debug)]
pub(crate) struct Line {
    text: String,
    unit: &'static str,
    quantity: String,
    price: String,
    amount_cents: i64,
    mark: Option<Mark>,
}

/// One order.
#[derive(Debug)]
pub(crate) struct Order {
    pub(crate) number: String,
    office: &'static str,
    vendor: String,
    date: String,
    pub(crate) currency: &'static str,
    pub(crate) description: String,
    lines: Vec<Line>,
    pub(crate) mark: Option<Mark>,
    /// The child element or attribute that the mark is on; none for the order.
    path: &'static str,
}

impl Order {
    /// The value of all lines, in cents.
    pub(crate) fn total(&self) -> i64 {
        self.lines.iter().map(|line| line.amount_cents).sum()
    }

    /// The name that the ERP has for the office.
    pub(crate) fn business_unit(&self) -> &'static str {
        OFFICES
            .iter()
            .find(|(code, _)| *code == self.office)
            .map_or("", |(_, name)| name)
    }

    /// Whether nothing was planted here.
    pub(crate) fn is_clean(&self) -> bool {
        self.mark.is_none() && self.lines.iter().all(|line| line.mark.is_none())
    }
}

/// Makes the orders and spoils some.
pub(crate) fn generate(prng: &mut Prng, vendors: &Vendors) -> Vec<Order> {
    let ids = vendors.ids(State::Clean);
    let mut orders: Vec<Order> = (0..ORDERS)
        .map(|number| order(prng, &ids, number))
        .collect();
    let mut free: Vec<usize> = (0..ORDERS).collect();
    prng.shuffle(&mut free);
    let mut free = free.into_iter();
    spoil_orders(&mut orders, &mut free, vendors);
    spoil_lines(&mut orders, &mut free);
    orders
}

fn order(prng: &mut Prng, vendors: &[&str], number: usize) -> Order {
    let (office, _) = prng.pick(OFFICES);
    let (year, month, day) = (
        prng.between(2023, 2024),
        prng.between(1, 12),
        prng.between(1, 28),
    );
    let lines = (0..prng.between(2, 6)).map(|_| line(prng)).collect();
    Order {
        number: format!("PO{}-{:05}", year % 100, number + 1),
        office,
        vendor: prng.pick(vendors).to_owned(),
        date: format!("{year}-{month:02}-{day:02}"),
        currency: prng.pick(CURRENCIES),
        description: prng.pick(NOTES).to_owned(),
        lines,
        mark: None,
        path: "",
    }
}

fn line(prng: &mut Prng) -> Line {
    let good = prng.one_of(GOODS);
    let quantity = prng.between(1, good.quantity_max);
    let price = prng.between(good.price.0, good.price.1);
    let text = if prng.chance(30) {
        good.french
    } else {
        good.english
    };
    Line {
        text: text.to_owned(),
        unit: good.unit,
        quantity: quantity.to_string(),
        price: plain(price),
        amount_cents: quantity * price,
        mark: None,
    }
}

/// An amount in cents as `1234.56`.
pub(crate) fn plain(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", cents.abs() / 100, cents.abs() % 100)
}

type Free = std::vec::IntoIter<usize>;

fn take<'a>(orders: &'a mut [Order], free: &mut Free) -> &'a mut Order {
    let index = free.next().expect("there are more orders than faults");
    orders
        .get_mut(index)
        .expect("the index is one of the orders'")
}

fn mark(code: &'static str, kind: &'static str, field: &'static str, note: String) -> Mark {
    Mark {
        code: Some(code),
        kind,
        column: None,
        field,
        note,
    }
}

fn spoil_orders(orders: &mut [Order], free: &mut Free, vendors: &Vendors) {
    for number in 0..3 {
        let order = take(orders, free);
        order.vendor = format!("{:06}", 850_300 + number * 17);
        order.path = "Vendor/@id";
        let note = format!("there is no vendor {}", order.vendor);
        order.mark = Some(mark(
            "REF-MISSING",
            "reference to nothing",
            "SupplierId",
            note,
        ));
    }
    for id in vendors.ids(State::Rejected).iter().rev().take(3) {
        let order = take(orders, free);
        (*id).clone_into(&mut order.vendor);
        order.path = "Vendor/@id";
        let note = format!("vendor {id} is rejected for its type");
        order.mark = Some(mark(
            "REF-REJECTED",
            "reference to a rejected record",
            "SupplierId",
            note,
        ));
    }
    for date in ["2097-03-01", "2099-12-31"] {
        let order = take(orders, free);
        date.clone_into(&mut order.date);
        order.path = "Date";
        order.mark = Some(mark(
            "VAL-CHECK",
            "date in the future",
            "OrderDate",
            format!("dated {date}"),
        ));
    }
    for _ in 0..2 {
        let order = take(orders, free);
        order.description = "Framework order for relief items, all lots and options; ".repeat(5);
        order.path = "Description";
        let note = format!("{} characters", order.description.chars().count());
        order.mark = Some(mark("VAL-LENGTH", "text too long", "Description", note));
    }
}

fn spoil_lines(orders: &mut [Order], free: &mut Free) {
    let faults: [(&str, &str, &str, &[&str]); 4] = [
        (
            "MAP-NUMBER-FORMAT",
            "number with letters",
            "lines.Price",
            &["12,5O", "1.2OO", "n/a", "USD 40"],
        ),
        (
            "VAL-PRECISION",
            "too many decimals",
            "lines.Price",
            &["12.333333333", "0.0000001", "1.99999999", "845.1234567"],
        ),
        (
            "MAP-TYPE",
            "number in words",
            "lines.Quantity",
            &["ten", "2 boxes", "a dozen"],
        ),
        (
            "VAL-REQUIRED",
            "required value missing",
            "lines.Description",
            &["", "", ""],
        ),
    ];
    for (code, kind, field, texts) in faults {
        for text in texts {
            let order = take(orders, free);
            let middle = order.lines.len() / 2;
            let line = order.lines.get_mut(middle).expect("an order has lines");
            let note = if text.is_empty() {
                "empty".to_owned()
            } else {
                format!("\"{text}\"")
            };
            match field {
                "lines.Price" => (*text).clone_into(&mut line.price),
                "lines.Quantity" => (*text).clone_into(&mut line.quantity),
                _ => (*text).clone_into(&mut line.text),
            }
            line.mark = Some(mark(code, kind, field, note));
        }
    }
}

/// The file's bytes and its planted faults.
pub(crate) fn write(orders: &[Order]) -> (Vec<u8>, Vec<Planted>) {
    let mut page = Page {
        text: String::new(),
        line: 0,
        planted: Vec::new(),
    };
    page.push("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    page.push("<Orders system=\"PROCURE/2\" exported=\"2025-01-31\">");
    for (index, order) in orders.iter().enumerate() {
        page.order(order, index + 1);
    }
    page.push("</Orders>");
    (page.text.into_bytes(), page.planted)
}

/// The file so far.
struct Page {
    text: String,
    line: usize,
    planted: Vec<Planted>,
}

impl Page {
    fn push(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
        self.line += 1;
    }

    fn order(&mut self, order: &Order, number: usize) {
        let first = self.line + 1;
        let path = format!("/Orders/Order[{number}]");
        self.push(&format!(
            "<Order number=\"{}\" office=\"{}\">",
            order.number, order.office
        ));
        self.push(&format!("<Vendor id=\"{}\"/>", escaped(&order.vendor)));
        let vendor = self.line;
        self.push(&format!("<Date>{}</Date>", order.date));
        let date = self.line;
        self.push(&format!(
            "<Description>{}</Description>",
            escaped(&order.description)
        ));
        let description = self.line;
        let (total, currency) = (plain(order.total()), order.currency);
        self.push(&format!("<Total currency=\"{currency}\">{total}</Total>"));
        if let Some(mark) = &order.mark {
            let (line, path) = match order.path {
                "" => (first, path.clone()),
                "Date" => (date, format!("{path}/Date")),
                "Description" => (description, format!("{path}/Description")),
                inner => (vendor, format!("{path}/{inner}")),
            };
            self.plant(line, &path, mark);
        }
        self.push("<Lines>");
        for (line, number) in order.lines.iter().zip(1..) {
            self.line(line, number, &path);
        }
        self.push("</Lines>");
        self.push("</Order>");
    }

    fn line(&mut self, line: &Line, number: usize, order: &str) {
        let mut text = format!("<Line no=\"{number}\" unit=\"{}\"", line.unit);
        let (quantity, price) = (escaped(&line.quantity), escaped(&line.price));
        let amount = plain(line.amount_cents);
        write!(
            text,
            " quantity=\"{quantity}\" price=\"{price}\" amount=\"{amount}\">"
        )
        .expect("writing to memory does not fail");
        if !line.text.is_empty() {
            write!(text, "<Text>{}</Text>", escaped(&line.text))
                .expect("writing to memory does not fail");
        }
        text.push_str("</Line>");
        self.push(&text);
        if let Some(mark) = &line.mark {
            let inner = match mark.field {
                "lines.Price" => "@price",
                "lines.Quantity" => "@quantity",
                _ => "Text",
            };
            let path = format!("{order}/Lines/Line[{number}]/{inner}");
            self.plant(self.line, &path, mark);
        }
    }

    fn plant(&mut self, line: usize, path: &str, mark: &Mark) {
        let origin = format!("{FILE}:{line} {path}");
        self.planted
            .push(Planted::new(FILE, "orders", line, origin, mark));
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}
