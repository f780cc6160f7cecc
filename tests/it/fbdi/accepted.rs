//! The smallest lines that pods are known to accept, to the byte, out of mappings: `CREATE` of a supplier with all that
//! belongs to it, an invoice with its line, a journal and an asset. The group is the attempt's own number.

use std::io::Read as _;

use regex::Regex;
use serde_json::{Value as Json, json};

use super::project;
use crate::support::Erp;

const SUPPLIERS: &str = "version: 1
object: suppliers
source: { json: suppliers.jsonl }
business_key: SupplierNumber
target: { object: suppliers, fbdi: suppliers }
fields:
  Supplier: { from: name }
  SupplierNumber: { from: number }
  TaxOrganizationTypeCode: { value: CORPORATION }
  SupplierTypeCode: { value: SUPPLIER }
  BusinessRelationshipCode: { value: SPEND_AUTHORIZED }
  addresses:
    each: addresses
    fields:
      AddressName: { from: name }
      CountryCode: { from: country }
      AddressLine1: { from: street }
      City: { from: city }
      State: { from: state }
      PostalCode: { from: postcode }
      AddressPurposeOrderingFlag: { value: true }
  sites:
    each: sites
    fields:
      ProcurementBU: { from: unit }
      SupplierAddressName: { from: address }
      SupplierSite: { from: code }
      SitePurposePurchasingFlag: { value: true }
      SitePurposePayFlag: { value: true }
      assignments:
        each: units
        fields:
          ClientBU: { from: unit }
          BillToBU: { from: unit }
  contacts:
    each: contacts
    fields:
      FirstName: { from: first }
      LastName: { from: last }
      AdministrativeContactFlag: { value: true }
      Email: { from: email }
";

const INVOICES: &str = "version: 1
object: invoices
source: { json: invoices.jsonl }
business_key: InvoiceNumber
target: { object: invoices, fbdi: payables-invoices, parameters: { source: External, ledger_id: 300 } }
fields:
  BusinessUnit: { value: US1 Business Unit }
  InvoiceNumber: { from: number }
  InvoiceAmount: { from: amount }
  InvoiceDate: { from: date }
  Supplier: { from: supplier }
  SupplierNumber: { from: supplier_number }
  SupplierSite: { value: MAIN }
  InvoiceCurrency: { value: USD }
  InvoiceType: { value: STANDARD }
  PaymentTerms: { value: Immediate }
  AccountingDate: { from: date }
  invoiceLines:
    each: lines
    fields:
      LineNumber: { from: line }
      LineType: { value: ITEM }
      LineAmount: { from: amount }
      Description: { from: text }
      DistributionCombination: { from: account }
      AccountingDate: { value: '2026-07-03' }
";

const JOURNALS: &str = "version: 1
object: journals
source: { json: journals.jsonl }
business_key: JeBatchName
target: { object: journalBatches, fbdi: journals, parameters: { source: Spreadsheet, ledger_id: 300 } }
fields:
  JeBatchName: { from: batch }
  LedgerName: { value: US Primary Ledger }
  journalHeaders:
    each: journals
    fields:
      JournalName: { from: name }
      AccountingDate: { from: date }
      PeriodName: { value: 07-26 }
      UserJeCategoryName: { value: Adjustment }
      CurrencyCode: { value: USD }
      journalLines:
        each: lines
        fields:
          AccountCombination: { from: account }
          EnteredDrAmount: { from: debit }
          EnteredCrAmount: { from: credit }
          Description: { from: text }
          DATE_CREATED: { value: '2026-07-19' }
";

const ASSETS: &str = "version: 1
object: assets
source: { json: assets.jsonl }
business_key: AssetNumber
target: { object: fixedAssets, fbdi: assets, parameters: { book: US CORP } }
fields:
  BookTypeCode: { value: US CORP }
  AssetNumber: { from: number }
  Description: { from: text }
  Manufacturer: { value: TUA }
  Model: { value: Exclusive }
  AssetType: { value: CAPITALIZED }
  Cost: { from: cost }
  DateInService: { value: '2026-01-15' }
  PRORATE_CONVENTION_CODE: { value: CAL MONTH }
  Units: { value: 1 }
  CategoryCode: { value: EQUIPMENT-MANUFACTURING }
  DepreciateFlag: { value: 'YES' }
  DepreciationMethod: { value: STL }
  LifeInMonths: { value: 120 }
  LocationCode: { value: USA.CA }
  ExpenseAccount: { value: 101.10.68010 }
";

/// The lines that a load of one record uploads, file by file, with the group taken out; what the ERP says of them is
/// another matter.
fn lines(name: &str, mapping: &str, record: Json) -> Vec<(String, String)> {
    let erp = Erp::start();
    project(name, mapping, &[record]).run(&erp, &["load"]);
    let group = Regex::new(r#""\d{5,12}0000\d{4}""#).unwrap();
    let mut lines = Vec::new();
    for (_, archive) in erp.uploads() {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(archive)).unwrap();
        for index in 0..archive.len() {
            let mut entry = archive.by_index(index).unwrap();
            let file = entry.name().unwrap().into_owned();
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            lines.push((file, group.replace_all(&text, r#""B1""#).into_owned()));
        }
    }
    lines
}

/// `(36)"Y"` stands for the empty columns up to the 36th, and that.
fn row(shown: &str) -> String {
    let mut columns: Vec<&str> = Vec::new();
    for part in shown.split(',') {
        match part.strip_prefix('(').and_then(|part| part.split_once(')')) {
            Some((place, value)) => {
                columns.resize(place.parse::<usize>().unwrap() - 1, r#""""#);
                columns.push(value);
            }
            None => columns.push(part),
        }
    }
    columns.join(",") + "\n"
}

fn told(rows: &[(&str, &str)]) -> Vec<(String, String)> {
    let rows = rows.iter();
    let rows = rows.map(|(file, shown)| ((*file).to_owned(), row(shown)));
    rows.collect()
}

#[test]
fn a_supplier_with_its_address_site_assignment_and_contact() {
    let supplier = json!({
        "name": "Acme Tools", "number": "SUP-0001",
        "addresses": [{"name": "HQ", "country": "US", "street": "1 Main St", "city": "Springfield", "state": "CA",
            "postcode": "90001"}],
        "sites": [{"unit": "US1 Business Unit", "address": "HQ", "code": "MAIN", "units": [{"unit": "US1 Business Unit"}]}],
        "contacts": [{"first": "Ann", "last": "Example", "email": "ann@example.com"}],
    });
    let expected = told(&[
        (
            "PoSupplierImport.csv",
            r#""CREATE","Acme Tools","","SUP-0001","","CORPORATION","SUPPLIER","","SPEND_AUTHORIZED""#,
        ),
        (
            "PozSupAddressesInt.csv",
            r#""CREATE","Acme Tools","HQ","","US","1 Main St",(18)"Springfield","CA","","","90001",(36)"Y""#,
        ),
        (
            "PozSupplierSitesInt.csv",
            r#""CREATE","Acme Tools","US1 Business Unit","HQ","MAIN","","","","Y","","Y""#,
        ),
        (
            "PozSiteAssignmentsInt.csv",
            r#""CREATE","Acme Tools","MAIN","US1 Business Unit","US1 Business Unit","US1 Business Unit""#,
        ),
        (
            "PozSupContactsInt.csv",
            r#""CREATE","Acme Tools","","Ann","","","Example","","","Y","ann@example.com""#,
        ),
    ]);
    assert_eq!(lines("suppliers", SUPPLIERS, supplier), expected);
}

#[test]
fn an_invoice_with_its_line() {
    let invoice = json!({
        "number": "INV-1", "amount": 1500, "date": "2026-07-03", "supplier": "Acme Tools", "supplier_number": "SUP-0001",
        "lines": [{"line": 1, "amount": 1500, "text": "Consulting", "account": "101.10.65110.110.000.000"}],
    });
    let expected = told(&[
        (
            "ApInvoicesInterface.csv",
            r#""1","US1 Business Unit","External","INV-1","1500","2026/07/03","Acme Tools","SUP-0001","MAIN","USD","","","B1","STANDARD","","","","","","Immediate","","","","2026/07/03""#,
        ),
        (
            "ApInvoiceLinesInterface.csv",
            r#""1","1","ITEM","1500","","","","Consulting",(22)"101.10.65110.110.000.000","","2026/07/03""#,
        ),
    ]);
    assert_eq!(lines("invoices", INVOICES, invoice), expected);
}

#[test]
fn a_journal_with_both_its_sides() {
    let line = |account: &str, debit: Json, credit: Json| json!({"account": account, "debit": debit, "credit": credit, "text": "line text"});
    let journal = json!({
        "batch": "BATCH1",
        "journals": [{"name": "JNL1", "date": "2026-07-01", "lines": [
            line("101-10-62520-510-000-000", 5000.into(), Json::Null),
            line("101-10-11010-510-000-000", Json::Null, 5000.into())]}],
    });
    let begin =
        r#""NEW","","2026/07/01","Spreadsheet","Adjustment","USD","2026/07/19","A","101","10""#;
    let end =
        r#"(43)"BATCH1",(46)"JNL1",(52)"line text",(67)"B1",(92)"US Primary Ledger",(95)"07-26""#;
    let debit = format!(r#"{begin},"62520","510","000","000",(39)"5000",{end}"#);
    let credit = format!(r#"{begin},"11010","510","000","000",(40)"5000",{end}"#);
    let expected = [row(&debit), row(&credit)].concat();
    let lines = lines("journals", JOURNALS, journal);
    assert_eq!(lines, [("GlInterface.csv".to_owned(), expected)]);
}

#[test]
fn an_asset_and_where_it_stands() {
    let asset = json!({"number": "ASSET-1", "text": "Pump", "cost": 120_000});
    let lines = lines("assets", ASSETS, asset);
    let unquoted = |shown: &str| row(shown).replace(r#""""#, "");
    let expected = [
        (
            "FaMassAdditions.csv".to_owned(),
            unquoted(
                "1,US CORP,Addition,ASSET-1,Pump,,TUA,,Exclusive,CAPITALIZED,120000,2026/01/15,CAL MONTH,1,EQUIPMENT,MANUFACTURING,(22)POST,POST,(48)YES,(58)STL,120,(423)END",
            ),
        ),
        (
            "FaMassaddDistributions.csv".to_owned(),
            unquoted("1,1,(4)USA,CA,(11)101,10,68010,(67)END"),
        ),
    ];
    assert_eq!(lines, expected);
}
