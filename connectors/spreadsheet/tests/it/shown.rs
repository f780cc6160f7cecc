//! What a person sees of a cell, where that is not how its value is written.

use landbridge_contract::{Batch, Flow, SourceConnector as _};
use landbridge_spreadsheet::Spreadsheet;
use landbridge_testkit::support;
use rust_xlsxwriter::{Format, Formula, Worksheet, XlsxError};

use crate::made::{FILE, options, sheet};

/// The values of the first column and what is shown for them.
fn shown(bytes: &[u8], wanted: bool) -> Vec<(String, Option<String>)> {
    let options = options([("header", landbridge_contract::OptionValue::Integer(0))]);
    let input = support::input(FILE, bytes);
    let mut source = Spreadsheet.open(input, &options).unwrap();
    let mut projection = source.everything().unwrap();
    projection.shown = wanted;
    let mut reader = source.read(&projection).unwrap();
    let mut batch = Batch::default();
    let mut all = Vec::new();
    loop {
        let flow = reader.next_batch(&mut batch, 100).unwrap();
        for record in &batch.records {
            let slot = &record.slots[0];
            let shown = slot.shown.as_deref().map(str::to_owned);
            all.push((slot.value.to_string(), shown));
        }
        if flow == Flow::End {
            return all;
        }
    }
}

fn formatted(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let numbers = [
        ("#,##0.00\\ [$CHF]", 10_000.0),
        ("0%", 0.2),
        ("yyyy-mm-dd", 42_803.0),
        ("dd/mm/yyyy", 42_803.0),
        ("[h]:mm", 1.5),
        ("00000", 42.0),
        ("General", 0.5),
        ("0;0;0;0;0", 0.5),
    ];
    for (row, (code, number)) in (0..).zip(numbers) {
        let format = Format::new().set_num_format(code);
        sheet.write_number_with_format(row, 0, number, &format)?;
    }
    let named = Format::new().set_num_format("\"Mr \"@");
    sheet.write_string_with_format(8, 0, "Smith", &named)?;
    sheet.write_string(9, 0, "plain")?;
    sheet.write_boolean(10, 0, true)?;
    sheet.write_formula(11, 0, Formula::new("=NA()").set_result("#N/A"))?;
    Ok(())
}

#[test]
fn formats_are_carried_out_where_that_is_asked_for() {
    let bytes = sheet(|sheet| formatted(sheet).unwrap());
    let cases = [
        ("10000", Some("10,000.00 CHF")),
        ("0.2", Some("20%")),
        ("2017-03-09", None),
        ("2017-03-09", Some("09/03/2017")),
        ("36:00:00", Some("36:00")),
        ("42", Some("00042")),
        ("0.5", None),
        ("0.5", None),
        ("Smith", Some("Mr Smith")),
        ("plain", None),
        ("true", Some("TRUE")),
        ("", Some("#N/A")),
    ];
    let expected = cases.map(|(value, shown)| (value.to_owned(), shown.map(str::to_owned)));
    assert_eq!(shown(&bytes, true), expected);
    assert!(
        shown(&bytes, false)
            .iter()
            .all(|(_, shown)| shown.is_none())
    );
}

#[test]
fn an_xml_spreadsheet_tells_it_too() {
    let file = r#"<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
        xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles>
        <Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style>
        <Style ss:ID="d"><NumberFormat ss:Format="[$-40C]d\ mmmm\ yyyy"/></Style></Styles>
        <Worksheet ss:Name="A"><Table>
        <Row><Cell ss:StyleID="p"><Data ss:Type="Number">0.125</Data></Cell></Row>
        <Row><Cell ss:StyleID="d"><Data ss:Type="DateTime">2021-03-03T00:00:00.000</Data></Cell></Row>
        <Row><Cell><Data ss:Type="String">plain</Data></Cell></Row>
        <Row><Cell><Data ss:Type="Number">123456789012</Data></Cell></Row>
        </Table></Worksheet></Workbook>"#;
    let cases = [
        ("0.125", Some("12.50%")),
        ("2021-03-03", Some("3 mars 2021")),
        ("plain", None),
        ("123456789012", Some("1.23457E+11")),
    ];
    let expected = cases.map(|(value, shown)| (value.to_owned(), shown.map(str::to_owned)));
    assert_eq!(shown(file.as_bytes(), true), expected);
    assert!(
        shown(file.as_bytes(), false)
            .iter()
            .all(|(_, shown)| shown.is_none())
    );
}
