//! Customers: parties, their addresses, accounts and sites of accounts become accounts with sites.

use rusqlite::Connection;
use serde_json::{Map, Value};

use super::super::{Row, interfaces};
use super::{Import, Together, Wrong, make, object};
use crate::counters::Change;

/// Source systems that are registered.
const SYSTEMS: &[&str] = &["LEGACY", "CSV"];

/// What stands in the other files, by what it belongs to.
struct Parts {
    parties: Together,
    places: Together,
    party_sites: Together,
    account_sites: Together,
    uses: Together,
}

/// Takes the lines of one batch (parameter 1) of a source system (parameter 4). Without a name of the batch (parameter 2) none are
/// taken, as on a pod.
pub(super) fn customers(
    db: &Connection,
    import: &mut Import<'_>,
    changes: &mut Vec<(&'static str, Change)>,
) -> rusqlite::Result<()> {
    let (batch, name) = (import.parameter(1), import.parameter(2));
    let meant = |row: &Row| !name.is_empty() && row.at(1) == batch;
    let accounts = import.take("HzImpAccountsT.csv", meant);
    let mut of = |file: &str, key: usize| import.together(file, key, meant);
    let mut parts = Parts {
        parties: of("HzImpPartiesT.csv", 3),
        places: of("HzImpLocationsT.csv", 3),
        party_sites: of("HzImpPartySitesT.csv", 5),
        account_sites: of("HzImpAcctSitesT.csv", 3),
        uses: of("HzImpAcctSiteUsesT.csv", 3),
    };
    // Nothing is made of the uses of party sites.
    of("HzImpPartySiteUsesT.csv", 3);
    let made = object("customerAccounts")?;
    for account in accounts {
        let (attributes, party) = whole(&account, &mut parts);
        let wrong = match wrong(party.as_ref()) {
            Some(wrong) => Some(wrong),
            None => make(db, import.user, made, 0, attributes, changes)?.err(),
        };
        if let Some(wrong) = wrong {
            import.reject(account, wrong);
        }
    }
    Ok(())
}

fn attributes(row: &Row) -> Map<String, Value> {
    interfaces::of(row.file).map_or_else(Map::new, |file| file.attributes(row))
}

/// An account with its party and its sites.
fn whole(account: &Row, parts: &mut Parts) -> (Map<String, Value>, Option<Row>) {
    let mut whole = attributes(account);
    let party = first(&mut parts.parties, account, 5);
    if let Some(party) = &party {
        whole.extend(attributes(party));
    }
    let key = (account.load, account.at(3).to_owned());
    let sites = parts.account_sites.remove(&key).unwrap_or_default();
    let sites = sites.iter().map(|site| {
        let mut told = attributes(site);
        if let Some(used) = first(&mut parts.uses, site, 5) {
            told.extend(attributes(&used));
        }
        if let Some(own) = first(&mut parts.party_sites, site, 7) {
            told.extend(attributes(&own));
            if let Some(place) = first(&mut parts.places, &own, 7) {
                told.extend(attributes(&place));
            }
        }
        Value::Object(told)
    });
    let sites: Vec<Value> = sites.collect();
    if !sites.is_empty() {
        whole.insert("sites".to_owned(), Value::Array(sites));
    }
    (whole, party)
}

/// The line that a line names at a position.
fn first(together: &mut Together, row: &Row, position: usize) -> Option<Row> {
    let key = (row.load, row.at(position).to_owned());
    together.get(&key)?.first().cloned()
}

/// What pods do not want of a party, with their names for it.
fn wrong(party: Option<&Row>) -> Option<Wrong> {
    let of = |column: &str, text: &str| Some((column.to_owned(), text.to_owned()));
    let Some(party) = party else {
        return of("PARTY_ORIG_SYSTEM_REFERENCE", "HZ_IMP_PARTY_NOT_FOUND");
    };
    if !SYSTEMS.contains(&party.at(2)) {
        return of("PARTY_ORIG_SYSTEM", "HZ_INVALID_ORIG_SYSTEM");
    }
    if !["ORGANIZATION", "PERSON"].contains(&party.at(5)) {
        return of("PARTY_TYPE", "HZ_IMP_PARTY_TYPE_ERROR");
    }
    if party.at(10).is_empty() && party.at(5) == "ORGANIZATION" {
        return of("ORGANIZATION_NAME", "HZ_IMP_PARTY_NAME_ERROR");
    }
    None
}
