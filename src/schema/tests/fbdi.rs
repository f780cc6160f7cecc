//! Tables of FBDI columns.

use super::{fields, paths};
use crate::schema::{AttributeKind, read};
use landbridge_contract::Value;

const HEAD: &str = "csv_file\tposition\tcolumn\tkind\tsqlldr_width\tdate_mask\tnotes\tevidence\n";

fn table(lines: &[&str]) -> String {
    format!("{HEAD}{}\n", lines.join("\n"))
}

fn fault(lines: &[&str]) -> String {
    read(&table(lines), "Items").unwrap_err().to_string()
}

#[test]
fn columns_become_attributes_with_lengths_and_types() {
    let text = table(&[
        "Items.csv\t1\tITEM_NUMBER\tchar\t300\t\t#NULL clears\tctl",
        "Items.csv\t2\tWEIGHT\tnumber\t\t\t\tctl",
        "Items.csv\t3\tSTART_DATE\tdate\t\tYYYY/MM/DD\t\tctl",
        "Items.csv\t4\tCHANGED\tdate\t\tYYYY/MM/DD HH24:MI:SS\t\tctl",
        "Items.csv\t5\t(unmapped)\tchar\t\t\t\tctl",
        "Items.csv\t6\t(unmapped)\tchar\t\t\t\tctl",
        "Other.csv\t1\tNAME\tchar\t\t\t\tctl",
    ]);
    for name in ["Items", "Items.csv"] {
        let schema = read(&text, name).unwrap();
        let kinds: Vec<_> = schema
            .attributes
            .iter()
            .map(|one| (&*one.name, one.kind))
            .collect();
        assert_eq!(
            kinds,
            [
                ("ITEM_NUMBER", AttributeKind::Text),
                ("WEIGHT", AttributeKind::Number),
                ("START_DATE", AttributeKind::Date),
                ("CHANGED", AttributeKind::DateTime)
            ]
        );
        let payload = fields(&[("ITEM_NUMBER", Value::text("9".repeat(301)))]);
        assert_eq!(
            paths(&schema, &payload),
            ["ITEM_NUMBER: at most 300 characters"]
        );
        let notes = schema.notes.join("\n");
        assert!(notes.contains("required is not stated"), "{notes}");
        assert!(notes.contains("2 positions without a name"), "{notes}");
    }
}

#[test]
fn faults_of_a_table_say_their_line() {
    let good = "Items.csv\t1\tA\tchar\t\t\t\t";
    assert_eq!(
        fault(&[good, "Items.csv\t3\tB\tchar\t\t\t\t"]),
        "line 3: found \"3\", expected position 2 of Items.csv"
    );
    assert_eq!(
        fault(&[good, "Items.csv\t2\tB\tblob\t\t\t\t"]),
        "line 3: found \"blob\", expected char, date or number"
    );
    assert_eq!(
        fault(&[good, "Items.csv\t2\tB\tchar\tlong\t\t\t"]),
        "line 3: found \"long\", expected a length"
    );
    assert_eq!(
        fault(&[good, "Items.csv\t2\tA\tchar\t\t\t\t"]),
        "line 3: found column `A` a second time, expected each column once"
    );
    assert_eq!(
        fault(&["Itemz.csv\t1\tA\tchar\t\t\t\t"]),
        "document: found 1 objects: Itemz, expected the object `Items`"
    );
    let headless = read("csv_file\tcolumn\n", "Items").unwrap_err().to_string();
    assert!(
        headless.contains("expected a column `position`"),
        "{headless}"
    );
}
