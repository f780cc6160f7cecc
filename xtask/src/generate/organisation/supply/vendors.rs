//! The vendor master of each office's procurement system, as XML.

use super::super::answers::{Answers, decimal};
use super::super::estate::{Estate, Kind, Office};
use super::super::files::{Out, escaped};
use super::page::Page;
use super::{Faults, MODULE, day_first, street};
use crate::Outcome;

/// The mapping.
const VENDORS: &str = "suppliers";

/// Names that the lists of barred and of watched vendors hold nearly so: see crosswalks/ineligible.csv, crosswalks/watched.csv.
const BARRED: &str = "Vorrland Zentrifug Holding Ltd";
const WATCHED: &str = "Quillhaven Maritime Brokers S.A.";

const TYPES: &[&str] = &["CORP", "CORP", "CORP", "IND", "GOV", "PART"];
const CLASSES: &[&str] = &["GOODS", "SERV", "WORKS", "TRANSP"];
const TERMS: &[&str] = &["N30", "N30", "N45", "IMM"];

/// What is wrong with a vendor.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    UnknownType,
    NoName,
    LongSite,
    SameTaxNumber,
    Barred,
    Watched,
    Email,
    NoSuchDay,
    Twice,
    TwiceOtherwise,
}

const FAULTS: &[Fault] = &[
    Fault::UnknownType,
    Fault::NoName,
    Fault::LongSite,
    Fault::SameTaxNumber,
    Fault::Barred,
    Fault::Watched,
    Fault::Email,
    Fault::NoSuchDay,
    Fault::Twice,
    Fault::TwiceOtherwise,
];

/// A vendor as the old system holds it.
struct Vendor {
    id: String,
    status: &'static str,
    name: String,
    kind: &'static str,
    class: &'static str,
    country: &'static str,
    tax: String,
    until: String,
    currency: &'static str,
    balance: i64,
    street: String,
    city: String,
    /// Codes of the sites.
    sites: Vec<String>,
    terms: &'static str,
    unit: String,
    contact: (String, String),
    email: String,
    fault: Option<Fault>,
}

/// Writes `vendors.xml` of an office.
pub(super) fn write(estate: &Estate, office: &Office, faults: &Faults, out: &mut Out) -> Outcome {
    let mut vendors: Vec<Vendor> = (0..estate.count(Kind::Supplier))
        .map(|number| vendor(estate, office, number))
        .collect();
    let sound = vendors.len();
    for kind in faults.of(FAULTS.len(), 5) {
        if let Some(fault) = FAULTS.get(kind) {
            let wrong = spoiled(estate, office, sound + 2 * kind, *fault);
            // Faults stand among the others, not all at the end.
            let place = (kind + 1) * sound / (FAULTS.len() + 1);
            for (nth, one) in wrong.into_iter().enumerate() {
                vendors.insert(place + nth * 2, one);
            }
        }
    }
    let mut page = Page::new(format!("{}/vendors.xml", office.folder()));
    page.push(&format!(
        "<Vendors system=\"PROCURE/2\" office=\"{}\" exported=\"2025-12-31\">",
        office.code()
    ));
    for (vendor, number) in vendors.iter().zip(1..) {
        element(&mut page, vendor, number, &mut out.answers);
    }
    page.push("</Vendors>");
    let name = page.file.clone();
    out.put(MODULE, &name, page.bytes())?;
    Ok(())
}

fn vendor(estate: &Estate, office: &Office, number: usize) -> Vendor {
    let mut chance = estate.chance("vendor", office.index, number);
    let id = estate.key(Kind::Supplier, office, number);
    let person = estate.person(office, 50_000 + number);
    let second = chance.chance(25);
    let currency = if chance.chance(70) {
        office.currency
    } else {
        "USD"
    };
    let mut sites = vec!["MAIN".to_owned()];
    if second {
        sites.push("WAREHOUSE".to_owned());
    }
    Vendor {
        status: "ACTIVE",
        name: estate.company(Kind::Supplier, office, number),
        kind: chance.pick(TYPES),
        class: chance.pick(CLASSES),
        country: office.country.legacy,
        tax: format!("{}{id}{}", office.country.iso, chance.between(10, 99)),
        until: if chance.chance(5) {
            super::day(&mut chance, 2031, 2035)
        } else {
            String::new()
        },
        currency,
        balance: chance.between(0, 9_000_000),
        street: street(estate, office, "vendor street", number),
        city: office.city.to_owned(),
        sites,
        terms: chance.pick(TERMS),
        unit: office.code(),
        email: format!("sales@v{id}.example"),
        contact: (person.first, person.last),
        id,
        fault: None,
    }
}

/// A vendor with a fault; two where the fault is one between two.
fn spoiled(estate: &Estate, office: &Office, number: usize, fault: Fault) -> Vec<Vendor> {
    let mut one = vendor(estate, office, number);
    one.fault = Some(fault);
    match fault {
        Fault::UnknownType => one.kind = "COOP",
        Fault::NoName => one.name = String::new(),
        Fault::LongSite => one.sites.push("REGIONAL-WAREHOUSE-2".to_owned()),
        Fault::Barred => one.name = format!("{BARRED} {}", office.code()),
        Fault::Watched => one.name = format!("{WATCHED} {}", office.code()),
        Fault::Email => one.email = format!("sales(at)v{}.example", one.id),
        Fault::NoSuchDay => "2031-02-30".clone_into(&mut one.until),
        Fault::SameTaxNumber => {
            let mut other = vendor(estate, office, number + 1);
            other.tax.clone_from(&one.tax);
            other.fault = Some(fault);
            return vec![one, other];
        }
        Fault::Twice | Fault::TwiceOtherwise => {
            let mut other = vendor(estate, office, number);
            if fault == Fault::TwiceOtherwise {
                other.tax.push('N');
                one.fault = Some(fault);
                other.fault = Some(fault);
            }
            return vec![one, other];
        }
    }
    vec![one]
}

/// Writes a vendor, and counts it.
fn element(page: &mut Page, vendor: &Vendor, number: usize, answers: &mut Answers) {
    let path = format!("/Vendors/Vendor[{number}]");
    let first = page.push(&format!(
        "<Vendor id=\"{}\" status=\"{}\">",
        vendor.id, vendor.status
    ));
    let name = if vendor.name.is_empty() {
        first
    } else {
        page.push(&format!("<Name>{}</Name>", escaped(&vendor.name)))
    };
    let kind = page.push(&format!("<Type>{}</Type>", vendor.kind));
    page.push(&format!("<Class>{}</Class>", vendor.class));
    page.push(&format!(
        "<Tax country=\"{}\">{}</Tax>",
        vendor.country, vendor.tax
    ));
    let until = if vendor.until.is_empty() {
        first
    } else {
        page.push(&format!(
            "<ValidUntil>{}</ValidUntil>",
            day_first(&vendor.until)
        ))
    };
    page.push(&format!(
        "<Balance currency=\"{}\">{}</Balance>",
        vendor.currency,
        decimal(vendor.balance)
    ));
    let site = places(page, vendor);
    let (given, family) = &vendor.contact;
    page.push(&format!(
        "<Contact><First>{}</First><Last>{}</Last>",
        escaped(given),
        escaped(family)
    ));
    let email = page.push(&format!("<Mail>{}</Mail></Contact>", vendor.email));
    page.push("</Vendor>");

    let expected = answers.of(VENDORS);
    expected.read += 1;
    expected.add("open balance", vendor.currency, vendor.balance);
    let Some(fault) = vendor.fault else { return };
    let lines = Lines {
        first,
        name,
        kind,
        until,
        site,
        email,
    };
    plant(page, vendor, fault, &path, &lines, answers);
}

/// The lines on which the parts of a vendor stand.
struct Lines {
    first: usize,
    name: usize,
    kind: usize,
    until: usize,
    /// That of the last site.
    site: usize,
    email: usize,
}

/// Addresses and sites; gives the line of the last site.
fn places(page: &mut Page, vendor: &Vendor) -> usize {
    for site in &vendor.sites {
        page.push(&format!(
            "<Address name=\"{site}\"><Street>{}</Street><City>{}</City><Country>{}</Country></Address>",
            escaped(&vendor.street),
            escaped(&vendor.city),
            vendor.country
        ));
    }
    let mut last = 0;
    for site in &vendor.sites {
        last = page.push(&format!(
            "<Site code=\"{site}\" address=\"{site}\" terms=\"{}\" currency=\"{}\"><Client unit=\"{}\"/></Site>",
            vendor.terms, vendor.currency, vendor.unit
        ));
    }
    last
}

fn plant(
    page: &Page,
    vendor: &Vendor,
    fault: Fault,
    path: &str,
    lines: &Lines,
    answers: &mut Answers,
) {
    let at = |line: usize, inner: &str| page.at(line, &format!("{path}{inner}"));
    let nth = vendor.sites.len();
    let (code, field, origin, kind) = match fault {
        Fault::UnknownType => (
            "MAP-UNMAPPED-CODE",
            "TaxOrganizationTypeCode",
            at(lines.kind, "/Type"),
            "type of vendor that no crosswalk has",
        ),
        Fault::NoName => (
            "VAL-REQUIRED",
            "Supplier",
            at(lines.name, "/Name"),
            "no name",
        ),
        Fault::LongSite => (
            "VAL-LENGTH",
            "sites.SupplierSite",
            at(lines.site, &format!("/Site[{nth}]/@code")),
            "code of a site too long",
        ),
        Fault::SameTaxNumber => (
            "VAL-UNIQUE",
            "TaxpayerId",
            at(lines.first, "/Tax"),
            "two vendors with one tax number",
        ),
        Fault::Barred => (
            "VAL-SCREEN",
            "Supplier",
            at(lines.name, "/Name"),
            "barred vendor",
        ),
        Fault::Watched => (
            "VAL-SCREEN",
            "Supplier",
            at(lines.name, "/Name"),
            "watched vendor",
        ),
        Fault::Email => (
            "MAP-FORM",
            "contacts.Email",
            at(lines.email, "/Contact[1]/Mail"),
            "mail address without @",
        ),
        Fault::NoSuchDay => (
            "MAP-DATE-FORMAT",
            "InactiveDate",
            at(lines.until, "/ValidUntil"),
            "day that does not exist",
        ),
        Fault::Twice => {
            answers.of(VENDORS).duplicates += 1;
            return;
        }
        Fault::TwiceOtherwise => (
            "KEY-CONFLICT",
            "",
            at(lines.first, ""),
            "one number, two vendors",
        ),
    };
    answers.finding(VENDORS, code, field, origin, kind);
    if fault != Fault::Watched {
        answers.of(VENDORS).rejected += 1;
    }
}
