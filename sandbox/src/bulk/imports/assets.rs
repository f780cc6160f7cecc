//! Fixed assets: prepared by one job, made by the next.

use rusqlite::Connection;
use serde_json::{Map, Value};

use super::super::{Row, interfaces};
use super::{Import, make, object};
use crate::counters::Change;

type Changes = Vec<(&'static str, Change)>;

#[expect(
    clippy::unnecessary_wraps,
    reason = "all imports have one form, and others reach the state"
)]
/// Marks the additions of a book (parameter 1) that can be posted.
pub(super) fn prepare(
    _db: &Connection,
    import: &mut Import<'_>,
    _changes: &mut Changes,
) -> rusqlite::Result<()> {
    let book = import.parameter(1);
    let additions = import.take("FaMassAdditions.csv", |row| {
        row.at(2) == book && row.at(22) == "POST" && !row.prepared
    });
    for mut addition in additions {
        if addition.at(15).is_empty() || addition.at(15) == "UNKNOWN" {
            let text = "You must enter a valid category combination. {VALUESET}=FA_MAJOR_CATEGORY";
            import.reject(addition, ("CATEGORY_SEGMENT1".to_owned(), text.to_owned()));
            continue;
        }
        addition.prepared = true;
        import.put_back(addition);
    }
    Ok(())
}

/// Makes assets of the prepared additions of a book (parameter 1).
pub(super) fn post(
    db: &Connection,
    import: &mut Import<'_>,
    changes: &mut Changes,
) -> rusqlite::Result<()> {
    let book = import.parameter(1);
    let assets = object("fixedAssets")?;
    let mut together = import.together("FaMassaddDistributions.csv", 1, |_| true);
    for addition in import.take("FaMassAdditions.csv", |row| {
        row.at(2) == book && row.prepared
    }) {
        let key = (addition.load, addition.at(1).to_owned());
        let places = together.remove(&key).unwrap_or_default();
        let asset = asset(&addition, places.first());
        if let Err(wrong) = make(db, import.user, assets, 0, asset, changes)? {
            import.reject(addition, wrong);
        }
    }
    import.give_back(together);
    Ok(())
}

fn asset(addition: &Row, place: Option<&Row>) -> Map<String, Value> {
    let mut asset =
        interfaces::of(addition.file).map_or_else(Map::new, |file| file.attributes(addition));
    let mut joined = |name: &str, row: &Row, first: usize, last: usize, parting: &str| {
        let parts: Vec<&str> = (first..=last).map(|position| row.at(position)).collect();
        let parts = parts.join(parting);
        let whole = parts.trim_end_matches(parting);
        if !whole.is_empty() {
            asset.insert(name.to_owned(), whole.into());
        }
    };
    joined("CategoryCode", addition, 15, 21, "-");
    joined("AssetKey", addition, 27, 36, "-");
    if let Some(place) = place {
        joined("LocationCode", place, 4, 10, "-");
        joined("ExpenseAccount", place, 11, 40, "-");
    }
    asset
}
