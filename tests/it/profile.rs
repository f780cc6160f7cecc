//! What a file holds, and what its owner should look at.

use std::fmt::Write as _;

use rust_xlsxwriter::{Format, Workbook};
use serde_json::Value as Json;

use crate::golden::golden;
use crate::support::{Project, public_file};

fn json(project: &Project, arguments: &[&str]) -> Json {
    let mut all = arguments.to_vec();
    all.extend(["--format", "json"]);
    serde_json::from_str(&project.look("profile", &all).ok().stdout).unwrap()
}

/// The codes of what is said of a column.
fn codes(document: &Json, column: &str) -> Vec<String> {
    let suspicions = self::column(document, column)["suspicions"]
        .as_array()
        .unwrap();
    suspicions
        .iter()
        .map(|one| one["code"].as_str().unwrap().to_owned())
        .collect()
}

fn column<'a>(document: &'a Json, name: &str) -> &'a Json {
    let columns = document["tables"][0]["columns"].as_array().unwrap();
    columns.iter().find(|one| one["name"] == name).unwrap()
}

fn unique(document: &Json) -> Vec<&str> {
    let keys = document["tables"][0]["keys"].as_array().unwrap();
    let good = keys
        .iter()
        .filter(|key| key["duplicates"] == 0 && key["empty"] == 0);
    good.map(|key| key["columns"][0].as_str().unwrap())
        .collect()
}

fn invoices() -> String {
    let mut text = String::from("Invoice;Supplier;Paid;Amount;Note\n");
    for n in 1..=40 {
        let id = if n == 33 { 12 } else { n };
        let day = n % 28 + 1;
        let supplier = if n % 9 == 0 { "N/A" } else { "  Aria Ltd " };
        writeln!(
            text,
            "INV-{id:04};{supplier};{day:02}/0{}/2026;1.{n:03},50;{}",
            n % 3 + 1,
            if n == 7 { "see\tfile" } else { "" }
        )
        .unwrap();
    }
    text.push_str("Total;;;40.840,00;\n");
    text
}

#[test]
fn a_delimited_file_is_told_column_by_column() {
    let project = Project::empty();
    project.write("invoices.csv", invoices());
    let text = project.shown("profile", &["invoices.csv", "--key", "Invoice"]);
    golden!("profile-delimited", &text);
}

#[test]
fn a_workbook_is_told_with_what_is_hidden_and_kept_as_text() {
    let project = Project::empty();
    let mut workbook = Workbook::new();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let sheet = workbook.add_worksheet().set_name("Vendors").unwrap();
    for (column, name) in ["Vendor ID", "ZIP", "Balance", "Since"]
        .into_iter()
        .enumerate()
    {
        sheet
            .write_string(0, u16::try_from(column).unwrap(), name)
            .unwrap();
    }
    for row in 1..=30_u32 {
        sheet.write_string(row, 0, format!("V{row:04}")).unwrap();
        let zip = if row % 10 == 0 {
            1_200 + row
        } else {
            20_000 + row * 37
        };
        sheet.write_number(row, 1, zip).unwrap();
        if row == 5 {
            sheet.write_string(row, 2, "120.50").unwrap();
        } else {
            sheet.write_number(row, 2, f64::from(row) * 10.25).unwrap();
        }
        sheet
            .write_number_with_format(row, 3, 45_000 + row, &day)
            .unwrap();
    }
    sheet.set_row_hidden(9).unwrap();
    workbook.save(project.path().join("vendors.xlsx")).unwrap();
    golden!(
        "profile-spreadsheet",
        &project.shown("profile", &["vendors.xlsx"])
    );
}

#[test]
fn nested_records_are_told_as_a_table_of_their_own() {
    let project = Project::empty();
    let mut text = String::from("<orders>");
    for n in 1..=12 {
        writeln!(
            text,
            "<order id=\"{n}\"><buyer>Aria</buyer><line qty=\"{n}\">Pens</line>\
             <line qty=\"n/a\">Ink</line></order>"
        )
        .unwrap();
    }
    text.push_str("</orders>");
    project.write("orders.xml", text);
    let text = project.shown("profile", &["orders.xml", "--records", "/orders/order"]);
    golden!("profile-xml", &text);
}

#[test]
fn the_document_and_the_page_say_the_same_as_the_table() {
    let project = Project::empty();
    project.write("invoices.csv", invoices());
    let document = json(&project, &["invoices.csv", "--key", "Invoice"]);
    assert_eq!(document["format"], "landbridge-profile/1");
    assert_eq!(column(&document, "Amount")["numbers"]["sum"], "81680.00");
    let stated = &document["tables"][0]["keys"][0];
    assert_eq!(stated["stated"], true);
    assert_eq!(stated["samples"][0]["first"], "invoices.csv:13");
    assert_eq!(stated["samples"][0]["again"], "invoices.csv:34");

    let key = ["invoices.csv", "--key", "Invoice"];
    let page = ["--format", "html", "--output", "page.html"];
    let arguments = [&key[..], &page[..]].concat();
    let ran = project.look("profile", &arguments).ok();
    assert_eq!(ran.stdout.trim(), "page.html");
    let page = project.read("page.html");
    assert!(page.contains(document["verdict"]["sentence"].as_str().unwrap()));
    for link in ["http://", "https://", "src="] {
        assert!(!page.contains(link), "the page needs nothing else: {link}");
    }
    let text = column(&document, "Amount")["suspicions"][0]["text"]
        .as_str()
        .unwrap();
    assert!(page.contains(text.split('`').next().unwrap()), "{text}");
}

#[test]
fn values_of_strangers_are_shown_and_never_run() {
    let project = Project::empty();
    project.write(
        "bad.csv",
        "<b>Name</b>,X\n<script>alert(1)</script>,\u{1b}[31mred\n",
    );
    let page = project
        .look("profile", &["bad.csv", "--format", "html"])
        .ok()
        .stdout;
    assert!(!page.contains("<script>alert"));
    assert!(!page.contains("<b>Name"));
    let text = project.shown("profile", &["bad.csv"]);
    assert!(!text.contains('\u{1b}'));
}

#[test]
fn a_key_that_is_not_there_is_said_with_what_is() {
    let project = Project::empty();
    project.write("some.csv", "Id,Name\n1,Ann\n");
    let ran = project
        .look("profile", &["some.csv", "--key", "Nr"])
        .code(2);
    assert!(ran.stderr.contains("`Nr`"), "{}", ran.stderr);
    assert!(ran.stderr.contains("`Id`, `Name`"), "{}", ran.stderr);
}

#[test]
fn a_file_without_records_has_a_profile() {
    let project = Project::empty();
    project.write("none.csv", "Id,Name\n");
    let text = project.shown("profile", &["none.csv"]);
    assert!(text.contains("0 records"), "{text}");
}

/// A public file beside the checkout, and its profile; none where it is not there.
fn real(folder: &str, file: &str, arguments: &[&str]) -> Option<(String, Json)> {
    let path = public_file(folder, file)?;
    let project = Project::empty();
    let path = path.to_string_lossy().into_owned();
    let mut all = vec![&*path];
    all.extend(arguments);
    let text = project.shown("profile", &all);
    Some((text, json(&project, &all)))
}

#[test]
fn a_spending_list_is_day_first_and_has_codes_without_their_zeros() {
    let Some((_, known)) = real("delimited", "leeds_spend_2010-12_raw.csv", &[]) else {
        return;
    };
    assert_eq!(known["records"], 10_303);
    assert_eq!(unique(&known), ["Transaction number"]);
    assert_eq!(codes(&known, "Date paid"), ["day-first"]);
    let code = codes(&known, "Detailed expenditure code");
    assert_eq!(code, ["lost-zeros", "leading-zeros"]);
    assert_eq!(codes(&known, "Supplier name"), ["variants"]);
}

#[test]
fn a_vendor_list_of_fixed_widths_is_padded_throughout() {
    let Some((_, known)) = real("delimited", "dynamics_sl_vendors.csv", &[]) else {
        return;
    };
    assert_eq!(known["records"], 87);
    assert!(unique(&known).contains(&"VendId"));
    assert_eq!(codes(&known, "VendId"), ["rare-shape", "outer-space"]);
    assert_eq!(codes(&known, "Zip"), ["outer-space", "leading-zeros"]);
}

#[test]
fn a_property_register_shows_what_stands_out() {
    let Some((_, known)) = real("spreadsheet", "ne_1033_excess_property.xlsx", &[]) else {
        return;
    };
    assert_eq!(known["records"], 1_036);
    assert_eq!(codes(&known, "state"), ["constant"]);
    assert_eq!(codes(&known, "nsn"), ["rare-shape"]);
    assert_eq!(codes(&known, "acquisition_cost"), ["outlier"]);
    assert_eq!(column(&known, "ship_date")["kinds"][0]["kind"], "date");
}

#[test]
fn dates_kept_as_text_in_a_workbook_are_told_with_their_order() {
    let file = "ocha_som_unhcr_prmn_displacement.xlsx";
    let Some((_, known)) = real("spreadsheet", file, &[]) else {
        return;
    };
    assert_eq!(known["records"], 52_648);
    assert_eq!(codes(&known, "Month End"), ["kept-as-text", "day-first"]);
    assert_eq!(unique(&known), Vec::<&str>::new());
}

#[test]
fn activities_have_placeholders_in_their_nested_records() {
    let arguments = ["--records", "/iati-activities/iati-activity"];
    let Some((_, known)) = real("xml", "iati_ocha_activities.xml", &arguments) else {
        return;
    };
    assert_eq!(known["records"], 287);
    let tables = known["tables"].as_array().unwrap();
    let described = tables
        .iter()
        .find(|table| table["path"] == "description")
        .unwrap();
    assert_eq!(described["records"], 1_148);
    let text = described["columns"].as_array().unwrap();
    let text = text.iter().find(|column| column["name"] == ".").unwrap();
    let codes = text["suspicions"].as_array().unwrap();
    assert!(codes.iter().any(|one| one["code"] == "placeholder"));
}

#[test]
fn an_order_of_one_record_has_its_lines_told() {
    let arguments = ["--records", "/PurchaseOrder"];
    let Some((_, known)) = real("xml", "oracle_purchase_order.xml", &arguments) else {
        return;
    };
    assert_eq!(known["records"], 1);
    assert_eq!(known["tables"][1]["records"], 23);
}

#[test]
fn a_staff_list_has_its_keys_and_no_false_alarm() {
    let Some((text, known)) = real("delimited", "staff_list_fake.csv", &[]) else {
        return;
    };
    assert_eq!(known["records"], 1_000);
    assert_eq!(unique(&known), ["id", "email", "ip_address"]);
    assert!(text.contains("Nothing stands out."), "{text}");
}

#[test]
fn a_budget_in_latin_1_has_grouped_thousands() {
    let Some((_, known)) = real("delimited", "mx_budget_2011_latin1.csv", &[]) else {
        return;
    };
    assert_eq!(known["records"], 115);
    let amount = "Gasto total 2011";
    assert_eq!(codes(&known, amount), ["number-forms"]);
    assert_eq!(column(&known, amount)["numbers"]["count"], 114);
}

#[test]
fn counts_of_hospitals_are_grouped_by_comma_for_want_of_longer_whole_numbers() {
    let Some((_, known)) = real("delimited", "nhs_mha_utf16le.csv", &[]) else {
        return;
    };
    assert_eq!(known["records"], 327);
    assert_eq!(unique(&known), ["Organisation_code"]);
    assert_eq!(codes(&known, "Part_II_patients"), ["grouped-thousands"]);
    assert_eq!(codes(&known, "Reporting_period"), ["constant"]);
}

#[test]
fn a_budget_that_is_no_list_is_shown_as_it_is() {
    let Some((_, known)) = real("spreadsheet", "simple-monthly-budget.xlsx", &[]) else {
        return;
    };
    assert_eq!(column(&known, "column B")["kinds"][0]["kind"], "text");
}

#[test]
fn funding_flows_have_one_key_and_a_few_odd_rates() {
    let Some((_, known)) = real("delimited", "fts_incoming_funding_jor.csv", &[]) else {
        return;
    };
    assert_eq!(known["records"], 440);
    assert_eq!(unique(&known), ["id"]);
    assert_eq!(codes(&known, "exchangeRate"), ["outlier"]);
    assert_eq!(
        column(&known, "date")["dates"]["forms"][0]["form"],
        "YYYY-MM-DD"
    );
}
