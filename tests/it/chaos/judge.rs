//! What is wrong in the end: the ERP held against the extract, and the ledger against the ERP, past the program.

use std::collections::BTreeMap;

use super::lane::Lane;
use super::shore::{AMBIGUOUS, Held};

/// States as the ledger stores them.
const LOADED: i64 = 20;
const REFUSED: i64 = 30;
const REJECTED: std::ops::Range<i64> = 50..60;
const UNCHANGED: i64 = 62;

struct InLedger {
    state: i64,
    id: Option<String>,
}

/// Every duplicate, loss and wrong state.
pub(super) fn what_is_wrong(lane: &Lane) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut held: BTreeMap<String, Vec<Held>> = BTreeMap::new();
    for vendor in lane.shore.held() {
        held.entry(vendor.key.clone()).or_default().push(vendor);
    }
    let path = lane.project.path().join(".landbridge/ledger.db");
    let ledger = rusqlite::Connection::open(path).unwrap();
    let doubts: i64 = ledger
        .query_row("SELECT count(*) FROM doubt", [], |row| row.get(0))
        .unwrap();
    if doubts > 0 {
        wrong.push(format!("{doubts} records are still in doubt"));
    }
    let in_ledger = last_run(&ledger);
    for (number, vendor) in lane.vendors.iter().enumerate() {
        let key = format!("{number:06}");
        let copies = held.remove(&key).unwrap_or_default();
        let Some(record) = in_ledger.get(&key) else {
            wrong.push(format!("{key} is not in the ledger's last run"));
            continue;
        };
        let right = match copies.as_slice() {
            [] => vendor.refused && record.state == REFUSED,
            [one] => {
                !vendor.refused
                    && one.name == vendor.name
                    && matches!(record.state, LOADED | UNCHANGED)
                    && record.id.as_ref() == Some(&one.id)
            }
            _ => false,
        };
        if !right {
            let copies: Vec<String> = copies
                .iter()
                .map(|one| format!("{} as {}", one.name, one.id))
                .collect();
            wrong.push(format!(
                "{key} ({}{}): the ERP holds [{}], the ledger says state {} as {:?}",
                vendor.name,
                if vendor.refused {
                    ", to be refused"
                } else {
                    ""
                },
                copies.join(", "),
                record.state,
                record.id
            ));
        }
    }
    let rejected = in_ledger.get(AMBIGUOUS).map(|record| record.state);
    if !rejected.is_some_and(|state| REJECTED.contains(&state)) {
        wrong.push(format!(
            "the records under one key are in state {rejected:?}"
        ));
    }
    wrong.extend(
        held.keys()
            .map(|key| format!("the ERP holds {key}, which nobody sent")),
    );
    wrong
}

/// The records of the last run, by key.
fn last_run(ledger: &rusqlite::Connection) -> BTreeMap<String, InLedger> {
    let mut statement = ledger
        .prepare(
            "SELECT record.key, record.state, record.target_id FROM record, stage
             WHERE record.run = stage.run AND id BETWEEN first_record AND last_record
                 AND stage.run = (SELECT max(id) FROM run WHERE state = 'loaded')",
        )
        .unwrap();
    let lines = statement
        .query_map([], |row| {
            let record = InLedger {
                state: row.get(1)?,
                id: row.get(2)?,
            };
            Ok((row.get::<_, String>(0)?, record))
        })
        .unwrap();
    lines.collect::<Result<_, _>>().unwrap()
}
