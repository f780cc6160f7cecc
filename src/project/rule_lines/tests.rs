//! A rule goes out into cells, and changed cells come back.

use super::*;

const TEXT: &str = "\
object: suppliers
fields:
  Number: { ref: other, from: Vendor ID, pad: 8 }  # eight digits
  Kind:
    value: \"007\"
    default: \"0\"
  Name: { from: Name, default: none, owner: Ann, status: agreed, remark: \"as, before\" }
  addresses:
    each: { sheet: Sites, header: 3 }
    on: Vendor ID
    fields:
      Country: { from: Country, crosswalk: countries, default: { from: Land } }
";

fn lines() -> Vec<RuleLine> {
    rule_lines(TEXT).unwrap()
}

fn line(path: &str) -> RuleLine {
    lines()
        .into_iter()
        .find(|line| line.path.join(".") == path)
        .unwrap()
}

fn cells(path: &str) -> Vec<String> {
    let line = line(path);
    let named = RULE_CELLS.iter().zip(&line.cells);
    let stated = named.filter(|(_, cell)| !cell.is_empty());
    stated
        .map(|(name, cell)| format!("{name}={cell}"))
        .collect()
}

#[test]
fn a_rule_is_told_in_cells() {
    assert_eq!(
        cells("Number"),
        ["Source=Vendor ID", "Rule=ref: other, pad: 8"]
    );
    assert_eq!(cells("Kind"), ["Rule=value: \"007\"", "Default=\"0\""]);
    assert_eq!(
        cells("Name"),
        [
            "Source=Name",
            "Default=none",
            "Owner=Ann",
            "Status=agreed",
            "Remark=as, before"
        ]
    );
    assert_eq!(
        cells("addresses"),
        ["Rule=each: { sheet: Sites, header: 3 }, on: Vendor ID"]
    );
    assert!(line("addresses").nested);
    assert_eq!(
        cells("addresses.Country"),
        [
            "Source=Country",
            "Default={ from: Land }",
            "Crosswalk=countries"
        ]
    );
}

fn changed(path: &str, cell: &str, new: &str) -> Result<String, String> {
    let cell = RULE_CELLS.iter().position(|one| *one == cell).unwrap();
    let change = CellChange {
        cell,
        new: new.to_owned(),
    };
    with_cells(TEXT, &line(path), &[change]).map_err(|(at, why)| {
        assert_eq!(at, cell);
        why
    })
}

fn turned(path: &str, cell: &str, new: &str, from: &str, to: &str) {
    assert_eq!(changed(path, cell, new).unwrap(), TEXT.replace(from, to));
}

#[test]
fn a_changed_cell_changes_its_key_and_nothing_else() {
    turned(
        "Number",
        "Source",
        "No: 1",
        "Vendor ID, pad",
        "\"No: 1\", pad",
    );
    turned("Number", "Rule", "ref: other, pad: 10", "pad: 8", "pad: 10");
    turned("Number", "Rule", "ref: other", ", pad: 8", "");
    turned(
        "Number",
        "Rule",
        "ref: other, pad: 8, case: upper",
        "8 }",
        "8, case: upper }",
    );
    turned("Kind", "Default", "0", "default: \"0\"", "default: 0");
    turned("Kind", "Default", "", "    default: \"0\"\n", "");
    turned(
        "Kind",
        "Source",
        "Kind",
        "    value",
        "    from: Kind\n    value",
    );
    turned("Name", "Remark", "", ", remark: \"as, before\"", "");
    turned(
        "addresses",
        "Rule",
        "each: Sites, on: Vendor ID",
        "{ sheet: Sites, header: 3 }",
        "Sites",
    );
    turned(
        "addresses.Country",
        "Crosswalk",
        "lands",
        "countries",
        "lands",
    );
}

#[test]
fn quotes_of_printers_are_taken_for_those_of_keyboards() {
    turned("Kind", "Rule", "value: “008”", "007", "008");
}

#[test]
fn a_cell_that_says_no_rule_is_refused_with_its_reason() {
    assert!(changed("Number", "Rule", "pad 8, [").is_err());
    assert_eq!(
        changed("Number", "Rule", "from: X").unwrap_err(),
        "found `from`, expected it in the column `Source`"
    );
    assert!(changed("Kind", "Default", "{ from: ").is_err());
    assert_eq!(
        changed("Kind", "Default", "\"none\", later unknown").unwrap_err(),
        "found \"none\", later unknown, expected one value, or { from: Column }"
    );
}

#[test]
fn a_column_gives_way_to_a_constant_in_a_rule_of_lines() {
    let text = "fields:\n  Year:\n    from: Founded\n";
    let line = rule_lines(text).unwrap().remove(0);
    let changes = [(0, ""), (1, "value: 1999")];
    let changes = changes.map(|(cell, new)| CellChange {
        cell,
        new: new.to_owned(),
    });
    assert_eq!(
        with_cells(text, &line, &changes).unwrap(),
        "fields:\n  Year:\n    value: 1999\n"
    );
}

#[test]
fn a_rule_is_added_and_taken_away() {
    let mut cells = RuleCells::default();
    cells[0] = "Town".to_owned();
    cells[1] = "case: upper".to_owned();
    let path = ["addresses".to_owned(), "City".to_owned()];
    let added = with_rule(TEXT, &path, &cells, None).unwrap();
    assert_eq!(
        added,
        format!("{TEXT}      City: {{ from: Town, case: upper }}\n")
    );
    assert_eq!(without_rule(&added, &path).unwrap(), TEXT);
    let path = ["Extra".to_owned()];
    let added = with_rule(TEXT, &path, &cells, Some("Name")).unwrap();
    let expected = TEXT.replace(
        "  addresses",
        "  Extra: { from: Town, case: upper }\n  addresses",
    );
    assert_eq!(added, expected);
}
