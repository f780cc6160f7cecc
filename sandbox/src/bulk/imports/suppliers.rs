//! Suppliers, and what belongs to them: five files, five jobs, one after the other.

use rusqlite::Connection;
use serde_json::Value;

use super::super::{Row, interfaces};
use super::{Import, Wrong, known, make, object};
use crate::counters::Change;

type Changes = Vec<(&'static str, Change)>;

/// Takes all new lines of a file, and makes a record of each.
fn each(
    import: &mut Import<'_>,
    file: &str,
    mut record: impl FnMut(&Row, &str) -> rusqlite::Result<Result<(), Wrong>>,
) -> rusqlite::Result<()> {
    let user = import.user;
    // `NEW` takes what no import has taken, of whatever load.
    for row in import.take(file, |_| true) {
        if let Err(wrong) = record(&row, user)? {
            import.reject(row, wrong);
        }
    }
    Ok(())
}

fn attributes(row: &Row) -> serde_json::Map<String, Value> {
    interfaces::of(row.file).map_or_else(Default::default, |file| file.attributes(row))
}

pub(super) fn suppliers(
    db: &Connection,
    import: &mut Import<'_>,
    changes: &mut Changes,
) -> rusqlite::Result<()> {
    let suppliers = object("suppliers")?;
    each(import, "PoSupplierImport.csv", |row, user| {
        let made = make(db, user, suppliers, 0, attributes(row), changes)?;
        Ok(made.map(drop).map_err(|(attribute, text)| {
            if attribute.starts_with("TaxOrganizationType") {
                let text = "You must provide a valid tax organization type.";
                return ("ORGANIZATION_TYPE_LOOKUP_CODE".to_owned(), text.to_owned());
            }
            (attribute, text)
        }))
    })
}

/// The supplier that a line names.
fn supplier(db: &Connection, row: &Row) -> rusqlite::Result<Result<i64, Wrong>> {
    let found = known(db, ("suppliers", "Supplier"), 0, row.at(2))?;
    Ok(found.ok_or_else(|| {
        (
            "VENDOR_NAME".to_owned(),
            "You must provide a valid value for either the VENDOR_ID or the VENDOR_NAME."
                .to_owned(),
        )
    }))
}

pub(super) fn addresses(
    db: &Connection,
    import: &mut Import<'_>,
    changes: &mut Changes,
) -> rusqlite::Result<()> {
    let addresses = object("suppliers/addresses")?;
    each(import, "PozSupAddressesInt.csv", |row, user| {
        let parent = match supplier(db, row)? {
            Ok(parent) => parent,
            Err(wrong) => return Ok(Err(wrong)),
        };
        if row.at(5).is_empty() {
            let text = "A value is required. You must provide a value.";
            return Ok(Err(("COUNTRY".to_owned(), text.to_owned())));
        }
        Ok(make(db, user, addresses, parent, attributes(row), changes)?.map(drop))
    })
}

pub(super) fn sites(
    db: &Connection,
    import: &mut Import<'_>,
    changes: &mut Changes,
) -> rusqlite::Result<()> {
    let sites = object("suppliers/sites")?;
    each(import, "PozSupplierSitesInt.csv", |row, user| {
        let parent = match supplier(db, row)? {
            Ok(parent) => parent,
            Err(wrong) => return Ok(Err(wrong)),
        };
        let address = known(
            db,
            ("suppliers/addresses", "AddressName"),
            parent,
            row.at(4),
        )?;
        if address.is_none() {
            let text = "The address doesn't exist for the supplier.";
            return Ok(Err(("PARTY_SITE_NAME".to_owned(), text.to_owned())));
        }
        Ok(make(db, user, sites, parent, attributes(row), changes)?.map(drop))
    })
}

pub(super) fn assignments(
    db: &Connection,
    import: &mut Import<'_>,
    changes: &mut Changes,
) -> rusqlite::Result<()> {
    let assignments = object("suppliers/sites/assignments")?;
    each(import, "PozSiteAssignmentsInt.csv", |row, user| {
        let parent = match supplier(db, row)? {
            Ok(parent) => parent,
            Err(wrong) => return Ok(Err(wrong)),
        };
        let Some(site) = known(db, ("suppliers/sites", "SupplierSite"), parent, row.at(3))? else {
            let text = "You must provide a valid value.";
            return Ok(Err(("VENDOR_SITE_CODE".to_owned(), text.to_owned())));
        };
        if row.at(5).is_empty() {
            let text = "You must provide a valid value.";
            return Ok(Err(("BUSINESS_UNIT_NAME".to_owned(), text.to_owned())));
        }
        Ok(make(db, user, assignments, site, attributes(row), changes)?.map(drop))
    })
}

pub(super) fn contacts(
    db: &Connection,
    import: &mut Import<'_>,
    changes: &mut Changes,
) -> rusqlite::Result<()> {
    let contacts = object("suppliers/contacts")?;
    each(import, "PozSupContactsInt.csv", |row, user| {
        let parent = match supplier(db, row)? {
            Ok(parent) => parent,
            Err(wrong) => return Ok(Err(wrong)),
        };
        Ok(make(db, user, contacts, parent, attributes(row), changes)?.map(drop))
    })
}
