use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::diagnose::codes;
use crate::project::keys::{KeyTable, TABLES};
use crate::project::load;
use crate::project::test_support::StubCatalog;

thread_local! {
    /// For each kind of block, the keys that the parser asked for on this thread.
    static ASKED: RefCell<BTreeMap<&'static str, BTreeSet<&'static str>>> = RefCell::default();
}

/// Keeps what the parser asked for.
pub(crate) fn note(table: &'static KeyTable, asked: &[&'static str]) {
    ASKED.with_borrow_mut(|all| all.entry(table.name).or_default().extend(asked));
}

/// A project with a block of every kind.
const PROJECT: &str = "version: 1
project: p
targets:
  erp:
    fusion: { framework_version: 4 }
    url: { env: LANDBRIDGE_URL }
    auth: { basic: { user: me, password: { env: LANDBRIDGE_PASSWORD } } }
crosswalks:
  ineligible: { delimited: ineligible.csv, from: Name, to: Why }
waves: { first: { mappings: [suppliers] } }
people: { Ann: { login: ann } }
rehearsal: { prefix: 'R{n}-' }
include: { file: shared.yaml }
rates:
  treasury: { delimited: rates.csv, from: From, to: To, date: Date, rate: Rate }
units:
  packing: { delimited: units.csv, unit: Unit, of: Base, factor: Factor }
calendars:
  months: { months: '{Mon}-{yy}', first: 2019-01-01, last: 2019-12-31 }
  weeks: { delimited: weeks.csv, period: Week, from: First, to: Last }
gates: { rejects_max: 1, objects: { suppliers: { rejects_max: 1 } } }
stop: { refused_in_a_row: 20 }
canary: { records: 20 }
";
const MAPPING: &str = "version: 1
object: suppliers
source: { delimited: vendors.csv, explode: { list: Tags, at: ; }, group: { by: No, into: Lines, group: { by: Line, into: Parts } } }
confidential: { purpose: tests, approver: Ann }
lookups: { registry: { delimited: registry.csv } }
business_key: Number
target: { object: suppliers }
schema: { file: schemas/suppliers.json, form: json-schema }
defaults: { clean: [trim] }
fields:
  Token: { token: { length: 20 } }
  Number: { from: No, pad: { width: 8 }, split: { at: '-', part: 1 } }
  Amount: { from: Amount, number: { decimal: ',' }, default: { from: Other } }
  Weight: { from: Weight, convert: { from: lb, to: kg } }
  Money: { from: Money, convert: { rates: treasury, from: EUR, to: USD, on: Day } }
  Period: { from: Period, period: { calendar: months, holds: Day } }
  City: { from: Address, address: { part: city, in: CH } }
  Phone: { from: Phone, is: { phone_of: Country } }
  Parent: { from: Parent, ref: { object: suppliers, in: erp } }
  lines: { each: Lines, fields: { Amount: { from: Amount } } }
checks:
  - { that: 'Number != \"\"' }
  - { unique: [Number] }
  - { sum: lines.Amount, equals: Amount }
  - { balanced: [Amount] }
  - { no_overlap: [From, To] }
  - { screen: Name, against: ineligible }
control_totals:
  - { sum: Amount }
  - { ageing: { of: Amount, on: From, buckets: [30, 60] } }
  - { trial_balance: balances, account: Name, debit: Amount, credit: Amount }
reconcile:
  Amount: { tolerance: 0.01, owner: Ann, reason: tests }
";

#[test]
fn the_parser_asks_for_every_key_of_the_tables_and_for_no_other() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("mappings")).unwrap();
    fs::write(dir.path().join("landbridge.yaml"), PROJECT).unwrap();
    fs::write(dir.path().join("mappings/suppliers.yaml"), MAPPING).unwrap();
    ASKED.take();
    load(dir.path(), &StubCatalog);
    let asked = ASKED.take();
    for table in TABLES {
        let known: BTreeSet<&str> = table.keys.iter().map(|key| key.name).collect();
        let asked = asked.get(table.name).cloned().unwrap_or_default();
        assert_eq!(
            known, asked,
            "left: the table `{}` in src/project/keys; right: what the parser asks for",
            table.name
        );
    }
}

#[test]
fn every_key_has_its_form_its_meaning_and_an_example() {
    for table in TABLES {
        assert!(table.within.contains('…'), "{}", table.name);
        for key in table.keys {
            let place = format!("`{}` in `{}`", key.name, table.name);
            assert!(key.about.ends_with('.'), "{place}: {}", key.about);
            assert!(key.example.contains(key.name), "{place}: {}", key.example);
            for id in key.fails.split_whitespace() {
                let known = codes::ALL.iter().any(|code| code.id == id);
                assert!(known, "{place}: no code is called {id}");
            }
        }
        for choice in table.one_of {
            assert!(table.key(choice).is_some(), "{choice} in {}", table.name);
        }
    }
}
