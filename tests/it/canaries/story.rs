//! A project full of canaries: personal values in a workbook, in delimited text and in XML, each in
//! the place where some rule would like to quote it.

use rust_xlsxwriter::{Workbook, Worksheet};

use crate::support::{Project, copy, home};

/// Parts of the personal values, as they would be seen whatever stands around them.
pub(crate) const CANARIES: &[&str] = &[
    "CNRYKEYA1",
    "CNRYKEYB2",
    "CNRYKEYC3",
    "CNRYKEYD4",
    "CNRYKEYE5",
    "CNRYKEYF6",
    "CNRYKEYG7",
    "CNRYKEYH8",
    "CNRYKEYI9",
    "CNRYKEYJ10",
    "CNRYKEYK11",
    "CNRYKEYNONE",
    "CNRYNAME",
    "CNRYDATEB2",
    "CNRYLANDC3",
    "CNRYTAX",
    "CNRYDUP",
    "CNRYACCJ10",
    "CNRYMAIL",
    "CNRYORPHAN",
    "CNRYSITE",
    "CNRYDANGLE",
    "CNRYREQUESTER",
    "CNRYXML",
    "CNRYUNIT",
    "CNRYOTHER",
    "CNRYSTRANGER",
    // As numbers: an account, and one with more digits than a spreadsheet keeps.
    "734000991",
    "411111111111111",
];

const SETTINGS: &str = r#"version: 1
project: canaries
about: Personal values in every place.

targets:
  erp:
    fusion: { framework_version: 4 }
    url: { env: LANDBRIDGE_URL }
    auth:
      basic: { user: { env: LANDBRIDGE_USER }, password: { env: LANDBRIDGE_PASSWORD } }
    concurrency: 4
    visible_within_seconds: 0
target: erp

crosswalks:
  countries: { delimited: crosswalks/countries.csv, from: legacy, to: erp }
  units: { delimited: crosswalks/units.csv, from: legacy, to: erp }

gates:
  rejects_max: "100%"
  breaks_max: 1000
"#;

const SUPPLIERS: &str = r#"version: 1
object: suppliers
about: Vendors who are persons.
owner: data.owner@example.org
source: { spreadsheet: vendors.xlsx, sheet: Vendors }
where: 'upper(`Vendor Name`) != "NOBODY"'
business_key: SupplierNumber
target: { object: suppliers, write: create }
schema: schemas/suppliers.json
defaults: { clean: [trim] }

fields:
  SupplierNumber: { from: Vendor ID, personal: true }
  Supplier: { from: Vendor Name, personal: true }
  AliasNotes: { from: Vendor Name }              # personal, as the column is
  AlternateName: { expr: 'upper(`Vendor Name`) + "!"' }
  TaxOrganizationType: { value: Corporation }
  BusinessRelationship: { value: Spend Authorized }
  TaxpayerCountry: { from: Tax Country, crosswalk: countries, personal: true }
  TaxpayerId: { from: Tax ID, personal: true }
  InactiveDate: { from: Born, date: "%d/%m/%Y", personal: true }
  TaxRegistrationNumber: { from: Account, personal: true }
  CurrentYearPotentialRevenue: { expr: 'number(Account) * 0' }

  addresses:
    each: { sheet: Sites }
    on: Vendor ID
    fields:
      AddressName: { from: Site, personal: true }
      Country: { from: Site Country, crosswalk: countries, personal: true }
      Email: { from: E-mail, personal: true }

checks:
  - { that: 'left(Supplier, 10) != "NOT-WANTED"', else: a name that is not wanted }
  - { unique: [TaxpayerId] }
"#;

const INVOICES: &str = r#"version: 1
object: invoices
about: Their invoices.
owner: data.owner@example.org
source: { delimited: invoices.csv, delimiter: ";", header: 1 }
business_key: InvoiceNumber
target: { object: invoices, write: create }
schema: schemas/invoices.json

fields:
  InvoiceNumber: { from: Number }
  SupplierId: { ref: suppliers, from: Vendor }   # personal, as the key of suppliers is
  BusinessUnit: { value: Meridian Kenya }
  InvoiceType: { value: STANDARD }
  InvoiceDate: { value: 2024-05-01 }
  InvoiceAmount: { from: Amount }
  InvoiceCurrency: { value: EUR }
  Description: { expr: '"for " + Requester' }
  RequesterEmail: { from: Requester, personal: true }
"#;

const ORDERS: &str = r#"version: 1
object: orders
about: Their orders.
owner: data.owner@example.org
source: { xml: orders.xml, records: /Orders/Order }
business_key: OrderNumber
target: { object: purchaseOrders, write: create }
schema: schemas/purchaseOrders.json

fields:
  OrderNumber: { from: "@number" }
  ProcurementBU: { value: Meridian Kenya }
  SupplierId: { ref: suppliers, from: Vendor/@id }
  OrderDate: { from: Date, personal: true }
  CurrencyCode: { value: EUR }
  Description: { from: Person, personal: true }

  lines:
    each: Lines/Line
    fields:
      LineNumber: { from: "@no" }
      Description: { from: Text, personal: true }
      UOM: { from: "@unit", crosswalk: units, personal: true }
      Quantity: { value: 1 }
      Price: { value: 1 }
      Amount: { value: 1 }
"#;

/// The settings of the project with one text in the place of another.
pub(crate) fn settings(old: &str, new: &str) -> String {
    assert!(SETTINGS.contains(old), "{old}");
    SETTINGS.replace(old, new)
}

/// The project.
pub(crate) fn project() -> Project {
    let project = Project::empty();
    project.write("landbridge.yaml", SETTINGS);
    project.write("mappings/suppliers.yaml", SUPPLIERS);
    project.write("mappings/invoices.yaml", INVOICES);
    project.write("mappings/orders.yaml", ORDERS);
    let schemas = home().join("mappings/demo/schemas");
    copy(&schemas, &project.path().join("schemas"));
    project.write("crosswalks/countries.csv", "legacy,erp\nKE,Kenya\n");
    project.write("crosswalks/units.csv", "legacy,erp\nEA,Each\n");
    project.write("data/vendors.xlsx", workbook());
    project.write("data/invoices.csv", INVOICE_LINES);
    project.write("data/orders.xml", ORDER_ELEMENTS);
    project
}

/// One vendor a line: id, name, tax id, born, country, account, and what is wrong with it.
const VENDORS: &[[&str; 6]] = &[
    [
        "CNRYKEYA1",
        "CNRYNAMEA1",
        "CNRYTAXA1",
        "01/02/1970",
        "KE",
        "734000991",
    ],
    [
        "CNRYKEYB2",
        "CNRYNAMEB2",
        "CNRYTAXB2",
        "31-CNRYDATEB2",
        "KE",
        "734000991",
    ],
    [
        "CNRYKEYC3",
        "CNRYNAMEC3",
        "CNRYTAXC3",
        "01/02/1970",
        "CNRYLANDC3",
        "734000991",
    ],
    [
        "CNRYKEYD4",
        "CNRYNAMED4",
        "CNRYDUP",
        "01/02/1970",
        "KE",
        "734000991",
    ],
    [
        "CNRYKEYE5",
        "CNRYNAMEE5",
        "CNRYDUP",
        "01/02/1970",
        "KE",
        "734000991",
    ],
    [
        "CNRYKEYF6",
        "O'CNRYNAMEF6 \"Ltd\" & Søn",
        "CNRYTAXF6",
        "01/02/1970",
        "KE",
        "734000991",
    ],
    [
        "CNRYKEYG7",
        "CNRYNAMEG7",
        "CNRYTAXG7",
        "01/02/1970",
        "KE",
        "734000991",
    ],
    [
        "CNRYKEYG7",
        "CNRYNAMEG7b",
        "CNRYTAXG7b",
        "01/02/1970",
        "KE",
        "734000991",
    ],
    [
        "CNRYKEYH8",
        "CNRYNAMEH8",
        "CNRYTAX-that-is-longer-than-thirty-characters",
        "",
        "KE",
        "1",
    ],
    [
        "CNRYKEYI9",
        "NOT-WANTED CNRYNAMEI9",
        "CNRYTAXI9",
        "01/02/1970",
        "KE",
        "734000991",
    ],
    [
        "CNRYKEYJ10",
        "CNRYNAMEJ10",
        "CNRYTAXJ10",
        "01/02/1970",
        "KE",
        "CNRYACCJ10",
    ],
    [
        "CNRYKEYK11",
        "CNRYNAMEK11",
        "CNRYTAXK11",
        "01/02/1970",
        "KE",
        "#",
    ],
];

fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let vendors = book.add_worksheet();
    vendors.set_name("Vendors").unwrap();
    let head = [
        "Vendor ID",
        "Vendor Name",
        "Tax ID",
        "Born",
        "Tax Country",
        "Account",
        "Balance",
    ];
    row(vendors, 0, &head);
    for (at, vendor) in (1..).zip(VENDORS) {
        row(vendors, at, vendor);
        vendors.write_number(at, 6, 100).unwrap();
        if vendor[5] == "#" {
            vendors
                .write_number(at, 5, 4_111_111_111_111_111_f64)
                .unwrap();
        }
        if vendor[0] == "CNRYKEYI9" {
            vendors.set_row_hidden(at).unwrap();
        }
    }
    let sites = book.add_worksheet();
    sites.set_name("Sites").unwrap();
    row(sites, 0, &["Vendor ID", "Site", "Site Country", "E-mail"]);
    row(
        sites,
        1,
        &["CNRYKEYA1", "CNRYSITEA1", "KE", "CNRYMAILA1@example.org"],
    );
    row(
        sites,
        2,
        &[
            "CNRYKEYC3",
            "CNRYSITEC3",
            "CNRYSITELAND",
            "CNRYMAILC3@example.org",
        ],
    );
    row(
        sites,
        3,
        &["CNRYORPHAN", "CNRYSITEO", "KE", "CNRYMAILO@example.org"],
    );
    book.save_to_buffer().unwrap()
}

fn row(sheet: &mut Worksheet, at: u32, cells: &[&str]) {
    for (column, text) in (0..).zip(cells) {
        sheet.write_string(at, column, *text).unwrap();
    }
}

/// A vendor that is there, one that is not, one that is rejected, one that the ERP refuses, and a
/// line with a field too many.
const INVOICE_LINES: &str = "Number;Vendor;Amount;Requester
I-1;CNRYKEYA1;10.00;CNRYREQUESTER1@example.org
I-2;CNRYDANGLE;10.00;CNRYREQUESTER2@example.org
I-3;CNRYKEYB2;10.00;CNRYREQUESTER3@example.org
I-5;CNRYKEYF6;10.00;CNRYREQUESTER5@example.org
I-6;CNRYKEYA1;10.00;CNRYREQUESTER6@example.org;CNRYREQUESTER7
I-7;CNRYKEYA1;ten;CNRYREQUESTER8@example.org
";

const ORDER_ELEMENTS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Orders>
<Order number="O-1"><Vendor id="CNRYKEYA1"/><Date>2024-07-01</Date><Person>CNRYXMLNAME</Person>
<Lines><Line no="1" unit="EA"><Text>CNRYXMLTEXT</Text></Line></Lines></Order>
<Order number="O-2"><Vendor id="CNRYDANGLE"/><Date>CNRYXMLDATE</Date>
<Person>CNRYXMLONE</Person><Person>CNRYXMLTWO</Person>
<Lines><Line no="1" unit="CNRYUNIT"><Text>CNRYXMLTEXT</Text></Line></Lines></Order>
</Orders>
"#;
