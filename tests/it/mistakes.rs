//! Whatever is wrong with a mapping is said in one go, each mistake in its place.

use crate::golden::{golden, scene};
use crate::support::{Erp, Project};

/// Eight mistakes of eight kinds. Some show in the mapping alone, some need the header of the
/// file, some the schema of the target, and one is a key that YAML itself would not take twice.
const MAPPING: &str = r#"version: 1
object: suppliers
about: Vendors of the old system.
owner: data.owner@example.org

source:
  delimited: vendors.csv
where: 'Status != "CLOSED" && (Status'

business_key: SupplierNumber
target: { object: suppliers, write: create }
defaults: { clean: [trim] }

fields:
  SupplierNumber:       { from: Vendor ID, pad: 6 }
  Supplier:             { from: Vendor Nmae }
  BusinesRelationship:  { value: SPEND_AUTHORIZED }
  CreditLimit:          { from: Limit, date: "%d/%m/%Y" }
  CreationDate:         { from: Created, date: "%d/%m/%Q" }
  TaxpayerCountry:      { from: Country, crosswalk: countrys }
  Supplier:             { from: Vendor Name }
  BusinessRelationship: { value: SPEND_AUTHORIZED }
"#;

#[test]
fn eight_mistakes_of_a_mapping_are_said_at_once_each_in_its_place() {
    let erp = Erp::start();
    let project = Project::init();
    let schema = project.read("schemas/suppliers.json").replace(
        "\"TaxpayerCountry\"",
        "\"CreditLimit\": { \"type\": \"number\" },\n    \
         \"CreationDate\": { \"type\": \"string\", \"format\": \"date\" },\n    \"TaxpayerCountry\"",
    );
    project.write("schemas/suppliers.json", schema);
    project.write("mappings/suppliers.yaml", MAPPING);
    project.write(
        "data/vendors.csv",
        "Vendor ID,Vendor Name,Country,Limit,Created,Status\n17,Baobab Stationery,KEN,100.00,31/12/2019,OPEN\n",
    );
    let ran = project.run(&erp, &["check"]).code(3);
    golden!("mistakes-of-a-mapping", scene(&project, &["check"], &ran));

    let codes: Vec<&str> = ran
        .stderr
        .lines()
        .filter_map(|line| line.strip_prefix("error[")?.split_once(']'))
        .map(|(code, _)| code)
        .collect();
    for code in [
        "MAPPING-COLUMN",
        "MAPPING-ATTRIBUTE",
        "MAPPING-ATTRIBUTE-TYPE",
        "MAPPING-DATE-PATTERN",
        "MAPPING-REQUIRED",
        "MAPPING-CROSSWALK",
        "MAPPING-EXPRESSION",
        "FILE-DUPLICATE-KEY",
    ] {
        let times = codes.iter().filter(|said| **said == code).count();
        assert_eq!(times, 1, "{code} in {codes:?}");
    }
    assert_eq!(codes.len(), 8, "{codes:?}");
    let places = ran.stderr.matches("--> mappings/suppliers.yaml:").count();
    assert_eq!(places, 8, "each says where");
    assert_eq!(ran.stderr.matches("  found:    ").count(), 8);
    assert_eq!(ran.stderr.matches("  expected: ").count(), 8);
    assert!(ran.stdout.is_empty());
    assert_eq!(erp.counters().requests, 0);
}
