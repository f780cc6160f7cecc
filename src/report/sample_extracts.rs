//! The extracts of the invented run of the tests.

use super::model::ExtractReport;

/// Files of all sorts: one with letters from right to left in its name.
pub(super) fn extracts() -> Vec<ExtractReport> {
    let files = [
        ("suppliers", "vendors-north.xlsx", 2_411_090, 9_120),
        (
            "suppliers",
            "vendors-بيانات الموردين-2026.xlsx",
            1_004_223,
            3_880,
        ),
        ("invoices", "invoices-2026.csv", 61_004_811, 248_310),
        (
            "purchase-orders-of-country-offices-with-distributions",
            "orders.xml",
            18_220_104,
            8_841,
        ),
    ];
    files
        .into_iter()
        .enumerate()
        .map(|(index, (object, file, bytes, records))| ExtractReport {
            object: object.to_owned(),
            file: file.to_owned(),
            sha256: format!(
                "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a0{index}"
            ),
            bytes,
            records,
            blank: 0,
        })
        .collect()
}
