//! Rows that make up one record: what they must have in common, and what was noticed of them.

use landbridge_contract::{Layout, LayoutKind, Name, Notice, NoticeKind, Place, Record, Value};

use super::{RUN, VENDORS, map_record, mapping, record, text};
use crate::mapping::{Mapped, MappedVerdict, Plan, SourceColumns, bind};

/// Suppliers whose rows are their sites; whether a rule reads the rows.
fn plan(reads_rows: bool) -> Plan {
    plan_where("", reads_rows)
}

fn plan_where(selection: &str, reads_rows: bool) -> Plan {
    let rows = "\n  addresses: { each: sites, fields: { AddressName: { value: HQ }, Country: { from: Type } } }";
    let rest = format!(
        "{selection}fields:\n  SupplierNumber: {{ from: Vendor ID }}\n  Supplier: {{ from: Vendor Name }}{}\n",
        if reads_rows { rows } else { "" }
    );
    bound("{ by: Vendor ID, into: sites }", &rest)
}

fn bound(group: &str, rest: &str) -> Plan {
    let mapping = mapping(&format!("{{ delimited: v.csv, group: {group} }}"), rest);
    let columns = VENDORS.columns();
    let seen = SourceColumns {
        main: Some(&columns),
        ..SourceColumns::default()
    };
    bind(&mapping, seen).unwrap()
}

fn column(name: &Name) -> u32 {
    let place = VENDORS.names.iter().position(|own| *own == &**name);
    u32::try_from(place.unwrap()).unwrap()
}

fn layout(plan: &Plan) -> Layout {
    fn of(wanted: &landbridge_contract::Projection) -> Layout {
        Layout {
            file: "v.csv".into(),
            kind: LayoutKind::Lines,
            names: wanted.fields.clone(),
            columns: wanted.fields.iter().map(column).collect(),
            children: wanted
                .children
                .iter()
                .map(|child| of(&child.projection))
                .collect(),
            pieces: Vec::new(),
        }
    }
    of(plan.projection())
}

/// A supplier with one row for each name.
fn supplier(plan: &Plan, names: &[&str]) -> Record {
    let wanted = plan.projection();
    let values = |name: &str| [("Vendor ID", text("7")), ("Vendor Name", text(name))];
    let mut supplier = record(&wanted.fields, &values(names[0]));
    supplier.place = Place {
        line: 2,
        ..Place::default()
    };
    let rows = (2..).zip(names).map(|(line, name)| {
        let mut row = record(&wanted.children[0].projection.fields, &values(name));
        row.place = Place {
            line,
            ..Place::default()
        };
        row
    });
    supplier.children = vec![rows.collect()];
    supplier
}

fn said(mapped: &Mapped) -> Vec<String> {
    let found = mapped.findings.iter();
    found
        .map(|one| format!("{} {}", one.code.id, one.origin))
        .collect()
}

fn noticed(slot: Option<u32>, kind: NoticeKind) -> Notice {
    Notice {
        slot,
        kind,
        found: "#N/A".to_owned(),
    }
}

#[test]
fn an_error_in_the_cell_of_one_row_is_said_there_and_not_as_a_difference_of_all_others() {
    let plan = plan(true);
    let wanted = plan.projection();
    let of = |fields: &[Name]| {
        let place = fields.iter().position(|name| &**name == "Vendor Name");
        place.and_then(|place| u32::try_from(place).ok())
    };
    let mut supplier = supplier(&plan, &["", "Acme", "Acme"]);
    supplier.notices = vec![noticed(of(&wanted.fields), NoticeKind::ErrorCell)];
    let there = of(&wanted.children[0].projection.fields);
    supplier.children[0][0].notices = vec![noticed(there, NoticeKind::ErrorCell)];
    let mapped = map_record(&plan, &supplier, &layout(&plan), &[]);
    assert_eq!(
        said(&mapped),
        ["SRC-ERROR-CELL v.csv:2, column 2 (Vendor Name)"]
    );
}

#[test]
fn rows_that_no_rule_reads_are_noticed_all_the_same() {
    for reads_rows in [false, true] {
        let plan = plan(reads_rows);
        let mut supplier = supplier(&plan, &["Acme", "Acme"]);
        supplier.children[0][1].notices = vec![noticed(None, NoticeKind::Hidden)];
        let mapped = map_record(&plan, &supplier, &layout(&plan), &[]);
        assert_eq!(said(&mapped), ["SRC-HIDDEN v.csv:3"]);
    }
}

#[test]
fn many_differences_are_counted_where_a_list_of_them_would_help_nobody() {
    let plan = plan(true);
    let names: Vec<String> = (0..2_501).map(|row| format!("N{row}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mapped = map_record(&plan, &supplier(&plan, &names), &layout(&plan), &[]);
    assert_eq!(mapped.findings.len(), 1_001);
    assert_eq!(
        mapped.findings[1_000].found,
        "1,500 more values that differ"
    );
}

#[test]
fn rows_make_the_record_that_they_are_grouped_by() {
    let plan = plan(true);
    let crosswalks = super::crosswalks();
    let mut evaluator = plan.evaluator(&crosswalks, RUN);
    let mut mapped = Mapped::default();
    evaluator.evaluate(
        &supplier(&plan, &["Acme"]),
        &layout(&plan),
        &[],
        &mut mapped,
    );
    assert_eq!(mapped.group.as_deref(), Some("7"));
    assert_eq!(mapped.findings, []);
}

#[test]
fn rows_of_one_key_do_not_differ_in_how_it_is_written() {
    let plan = plan(true);
    let mut supplier = supplier(&plan, &["Acme", "Acme", "Acme"]);
    let wanted = &plan.projection().children[0].projection.fields;
    let key = wanted.iter().position(|name| &**name == "Vendor ID");
    supplier.children[0][1].slots[key.unwrap()].value = Value::Decimal("7.0".parse().unwrap());
    supplier.children[0][2].slots[key.unwrap()].value = Value::Integer(7);
    let mapped = map_record(&plan, &supplier, &layout(&plan), &[]);
    assert_eq!(said(&mapped), Vec::<String>::new());
    supplier.children[0][2].slots[key.unwrap()].value = Value::Integer(8);
    let mapped = map_record(&plan, &supplier, &layout(&plan), &[]);
    assert_eq!(
        said(&mapped),
        ["GROUP-DIFFERS v.csv:4, column 1 (Vendor ID)"]
    );
}

#[test]
fn a_cell_that_decides_whether_a_record_is_wanted_is_read_in_every_row() {
    for reads_rows in [false, true] {
        let plan = plan_where("where: 'Type == \"X\"'\n", reads_rows);
        let mut supplier = supplier(&plan, &["Acme", "Acme"]);
        let unwanted = map_record(&plan, &supplier, &layout(&plan), &[]);
        assert_eq!(unwanted.verdict, MappedVerdict::Filtered);
        let wanted = &plan.projection().children[0].projection.fields;
        let slot = wanted.iter().position(|name| &**name == "Type");
        let slot = slot.and_then(|slot| u32::try_from(slot).ok());
        supplier.children[0][1].notices = vec![noticed(slot, NoticeKind::ErrorCell)];
        let mapped = map_record(&plan, &supplier, &layout(&plan), &[]);
        assert_eq!(mapped.verdict, MappedVerdict::Rejected);
        assert_eq!(said(&mapped), ["SRC-ERROR-CELL v.csv:3, column 3 (Type)"]);
    }
}

#[test]
fn rows_further_down_that_differ_in_what_where_reads_are_not_left_out() {
    let plan = bound(
        "{ by: Vendor ID, into: sites, group: { by: Vendor Name, into: people } }",
        "where: 'Type == \"X\"'\nfields:\n  SupplierNumber: { from: Vendor ID }\n",
    );
    let wanted = plan.projection();
    let sites = &wanted.children[0].projection;
    let values = |of: &str| {
        [
            ("Vendor ID", text("7")),
            ("Vendor Name", text("A")),
            ("Type", text(of)),
        ]
    };
    let mut supplier = record(&wanted.fields, &values("Y"));
    let mut site = record(&sites.fields, &values("Y"));
    let people = &sites.children[0].projection.fields;
    site.children = vec![vec![
        record(people, &values("Y")),
        record(people, &values("X")),
    ]];
    supplier.children = vec![vec![site]];
    let mapped = map_record(&plan, &supplier, &layout(&plan), &[]);
    assert_eq!(mapped.verdict, MappedVerdict::Rejected);
    assert_eq!(said(&mapped), ["GROUP-DIFFERS v.csv:17, column 3 (Type)"]);
}
