//! Values that have a form of their own, told as a data team meets them.

use crate::support::{Erp, Project};

/// A project whose suppliers have these fields beside their number and name, and this file.
fn project(csv: &str, fields: &str) -> Project {
    let project = Project::init();
    project.write("data/vendors.csv", csv);
    let mapping = project.read("mappings/suppliers.yaml");
    let change = format!("source: {{ delimited: vendors.csv }}\nfields:\n{fields}");
    project.write(
        "mappings/suppliers.yaml",
        crate::explain::example::changed(&mapping, &change),
    );
    project
}

/// What a check finds, one finding a line.
fn findings(project: &Project) -> Vec<String> {
    let erp = Erp::start();
    project.run(&erp, &["check"]).code(4);
    assert_eq!(erp.counters().writes_committed, 0);
    let lines = project.run(&erp, &["rejects", "--format", "json"]).ok();
    lines
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|one| {
            let text = |key: &str| one[key].as_str().unwrap_or_default().to_owned();
            format!(
                "{} {}: {}, expected {}",
                text("origin"),
                text("code"),
                text("found"),
                text("expected")
            )
        })
        .collect()
}

#[test]
fn what_is_not_of_its_form_is_found_in_its_cell_with_the_reason() {
    let csv = "Vendor ID,Vendor Name,Country,Account\n\
               17,+254 20 762 1234,KE,CH93 0076 2011 6238 5295 7\n\
               18,020 762 1234,KE,CH93 0076 2011 6238 5295 8\n\
               19,020 762,KE,CH93 0076 2011 6238 5295\n";
    let fields = "  TaxpayerCountry: { from: Country, is: country }\n  \
                  Supplier: { from: Vendor Name, is: { phone_of: Country } }\n  \
                  TaxOrganizationType: { from: Account, is: iban }\n";
    let project = project(csv, fields);
    assert_eq!(
        findings(&project),
        [
            "vendors.csv:3, column 4 (Account) MAP-FORM: \"CH93 0076 2011 6238 5295 8\", expected an IBAN: check \
             digits that agree; here a character is wrong, or two changed places",
            "vendors.csv:4, column 2 (Vendor Name) MAP-FORM: \"020 762\", expected a telephone number: a number that \
             the plan of numbers under +254 has",
            "vendors.csv:4, column 4 (Account) MAP-FORM: \"CH93 0076 2011 6238 5295\", expected an IBAN: 21 characters \
             for CH",
        ]
    );
}

#[test]
fn what_is_loaded_is_written_in_the_manner_of_its_form() {
    let csv = "Vendor ID,Vendor Name,Country\n17,020 762 1234,ken\n";
    let fields = "  TaxpayerCountry: { from: Country, is: country }\n  \
                  Supplier: { from: Vendor Name, is: { phone_of: Country } }\n";
    let project = project(csv, fields);
    let erp = Erp::start();
    project.run(&erp, &["run"]).ok();
    let loaded = erp.all("suppliers", "");
    assert_eq!(loaded[0]["Supplier"], "+254207621234");
    assert_eq!(loaded[0]["TaxpayerCountry"], "KE");
}

const RATES: &str = "rates:\n  treasury: { delimited: rates.csv, from: From, to: To, date: Date, rate: Rate, number: de }\n\
                     units:\n  packing: { delimited: units.csv, unit: Unit, of: Base, factor: Factor }\n";

#[test]
fn amounts_are_converted_by_the_tables_of_the_project() {
    let csv = "Vendor ID,Vendor Name,Country,Limit,Currency,Day,Weight,Unit\n\
               17,Baobab,KE,5000.00,KES,03/02/2019,2,BAG\n\
               18,Acacia,KE,5000.00,TZS,03/02/2019,2,CRATE\n";
    let fields = "  TaxpayerCountry: { from: Country, is: country }\n  \
                  Supplier: { from: Limit, convert: { rates: treasury, currency: Currency, to: USD, on: Day, \
                  dates: \"%d/%m/%Y\", days: 31 } }\n  \
                  TaxOrganizationType: { from: Weight, convert: { unit: Unit, to: lb, units: packing, decimals: 2 } }\n";
    let project = project(csv, fields);
    let yaml = project.read("landbridge.yaml");
    project.write("landbridge.yaml", format!("{yaml}{RATES}"));
    project.write(
        "rates.csv",
        "From;To;Date;Rate\nKES;USD;2019-01-15;0,0098765\nKES;USD;2019-02-04;0,0099\n",
    );
    project.write("units.csv", "Unit,Base,Factor\nBAG,kg,50\n");
    assert_eq!(
        findings(&project),
        [
            "vendors.csv:3, column 4 (Limit) MAP-RATE: \"5000.00, TZS, 2019-02-03\", expected one rate TZS to USD in \
             `treasury` for 2019-02-03; it has none of TZS to USD",
            "vendors.csv:3, column 7 (Weight) MAP-CONVERT: \"2, CRATE\", expected a unit of mass, to be lb",
        ]
    );
    project.write(
        "data/vendors.csv",
        csv.split_inclusive('\n').take(2).collect::<String>(),
    );
    // The ERP has a list of its own for what the weight was put into.
    let mapping = project.read("mappings/suppliers.yaml");
    let change = "fields:\n  TaxOrganizationType: { value: CORPORATION }\n";
    project.write(
        "mappings/suppliers.yaml",
        crate::explain::example::changed(&mapping, change),
    );
    let erp = Erp::start();
    project.run(&erp, &["run"]).ok();
    let loaded = erp.all("suppliers", "");
    assert_eq!(loaded[0]["Supplier"], "49.38");
}

#[test]
fn lines_of_a_table_that_cannot_be_used_are_said_before_anything_is_read() {
    let fields = "  TaxpayerCountry: { from: Country, is: country }\n";
    let project = project("Vendor ID,Vendor Name,Country\n17,Baobab,KE\n", fields);
    let yaml = project.read("landbridge.yaml");
    project.write("landbridge.yaml", format!("{yaml}{RATES}"));
    project.write(
        "rates.csv",
        "From;To;Date;Rate\nKES;USD;15/01/2019;0,01\nKES;USD;2019-02-04;-1\n;USD;2019-02-04;1\n",
    );
    project.write("units.csv", "Unit,Base,Factor\nBAG,kg,50\nBAG,kg,25\n");
    let erp = Erp::start();
    let said = project.run(&erp, &["check"]).code(3);
    let said = format!("{}{}", said.stdout, said.stderr);
    for expected in [
        "\"15/01/2019\" at rates.csv:2, column 3 (Date)",
        "a date as %Y-%m-%d",
        "\"-1\" at rates.csv:3, column 4 (Rate)",
        "a number as 1.234,56, above zero",
        "at rates.csv:4, column 1 (From)",
        "one meaning of the unit; it is 50 kg already",
    ] {
        assert!(said.contains(expected), "{expected}\n{said}");
    }
}

#[test]
fn days_outside_of_the_open_periods_of_a_file_are_found() {
    let csv = "Vendor ID,Vendor Name,Country,Day\n\
               17,Baobab,KE,03/02/2019\n\
               18,Acacia,KE,03/03/2019\n\
               19,Cedar,KE,03/04/2019\n";
    let fields = "  TaxpayerCountry: { from: Country, is: country }\n  \
                  TaxOrganizationType: { from: Day, date: \"%d/%m/%Y\", period: retail }\n";
    let project = project(csv, fields);
    let yaml = project.read("landbridge.yaml");
    project.write(
        "landbridge.yaml",
        format!(
            "{yaml}calendars:\n  retail: {{ delimited: periods.csv, period: Period, from: First, to: Last, state: State, open: Open }}\n"
        ),
    );
    project.write(
        "periods.csv",
        "Period,First,Last,State\nP1,2019-01-28,2019-02-24,Open\nP2,2019-02-25,2019-03-31,Closed\n",
    );
    assert_eq!(
        findings(&project),
        [
            "vendors.csv:3, column 4 (Day) MAP-PERIOD: \"2019-03-03\", expected an open period of `retail`; P2 is not",
            "vendors.csv:4, column 4 (Day) MAP-PERIOD: \"2019-04-03\", expected a day in an open period of `retail`; \
             these are from 2019-01-28 to 2019-02-24",
        ]
    );
}
