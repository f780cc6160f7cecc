//! The contract's promises, checked by the suite that every connector passes.

use landbridge_contract::{OptionValue, Options};
use landbridge_spreadsheet::Spreadsheet;
use landbridge_testkit::conformance::{Ending, SourceCase, source};
use rust_xlsxwriter::{Formula, Workbook};

use crate::made::{ods, options, sheet, text, texts, write};

#[test]
fn the_spreadsheet_reader_keeps_the_contract() {
    let case = |name, bytes, options, records| SourceCase {
        name,
        file: "sample.xlsx",
        bytes,
        options,
        ending: Ending::Marked,
        records,
    };
    let plain = Options::default;
    source(
        &Spreadsheet,
        &[
            case("many rows", many(), plain(), 700),
            case("mixed cells", mixed(), plain(), 3),
            case(
                "two sheets",
                two_sheets(),
                options([("sheet", text("*"))]),
                5,
            ),
            case(
                "no header",
                mixed(),
                options([("header", OptionValue::Integer(0))]),
                4,
            ),
            case("header only", texts(&[&["Id"]]), plain(), 0),
            case("ods", open_document(), plain(), 2),
            case("XML Spreadsheet", xml_spreadsheet(), plain(), 2),
        ],
    );
}

fn xml_spreadsheet() -> Vec<u8> {
    let row = |cells: [(&str, &str); 2]| {
        let cells = cells
            .map(|(kind, text)| format!("<Cell><Data ss:Type=\"{kind}\">{text}</Data></Cell>"));
        format!("<Row>{}</Row>", cells.concat())
    };
    let rows = [
        row([("String", "Id"), ("String", "Amount")]),
        row([("String", "V-1"), ("Number", "1.25")]),
        row([("String", "V-2"), ("Number", "-3")]),
    ];
    let namespace = "urn:schemas-microsoft-com:office:spreadsheet";
    format!(
        "<Workbook xmlns=\"{namespace}\" xmlns:ss=\"{namespace}\"><Worksheet ss:Name=\"A\">\
         <Table>{}</Table></Worksheet></Workbook>",
        rows.concat()
    )
    .into_bytes()
}

fn many() -> Vec<u8> {
    sheet(|sheet| {
        write(sheet, &[&["Id", "Name", "Amount"]]);
        for row in 1..=700 {
            sheet.write_number(row, 0, row).unwrap();
            sheet.write_string(row, 1, format!("vendor {row}")).unwrap();
            sheet
                .write_number(row, 2, format!("{row}.25").parse::<f64>().unwrap())
                .unwrap();
        }
    })
}

fn mixed() -> Vec<u8> {
    sheet(|sheet| {
        write(
            sheet,
            &[
                &["Id", "", "Name", "Name"],
                &["1", "x"],
                &[],
                &["", "", "Acme"],
            ],
        );
        sheet.write_boolean(5, 0, false).unwrap();
        sheet
            .write_formula(5, 3, Formula::new("=1/0").set_result("#DIV/0!"))
            .unwrap();
    })
}

fn two_sheets() -> Vec<u8> {
    let mut book = Workbook::new();
    write(
        book.add_worksheet(),
        &[&["Id", "Name"], &["1", "a"], &["2", "b"], &["3", "c"]],
    );
    write(
        book.add_worksheet(),
        &[&["Name", "Id"], &["d", "4"], &[], &["e", "5"]],
    );
    book.save_to_buffer().unwrap()
}

fn open_document() -> Vec<u8> {
    let row = |text: &str| {
        format!(
            "<table:table-row><table:table-cell office:value-type=\"string\">\
             <text:p>{text}</text:p></table:table-cell></table:table-row>"
        )
    };
    let rows = format!("{}{}{}", row("Id"), row("7"), row("8"));
    ods(&format!(
        "<table:table table:name=\"A\">{rows}</table:table>"
    ))
}
