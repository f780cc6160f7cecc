//! GET of a collection or an item.

use super::parameters::Parameters;
use super::place::Place;
use super::search::search;
use super::view::{Frame, View, change_indicator, envelope, item_headers};
use super::{Call, Media, Outcome};
use crate::refusal::Refusal;
use crate::store::Reader;

pub(super) fn get(
    call: &Call,
    place: &Place,
    parameters: &Parameters,
    reader: Reader<'_>,
) -> Result<Outcome, Refusal> {
    let item = reader.with(|db| Ok(place.check(db, call.found_until)))??;
    let view = View::new(call, parameters, reader);
    let root = call.root();
    let href = place.href(&root);
    let Some(record) = item else {
        let found = search(call, place, parameters, reader)?;
        let items = found
            .records
            .iter()
            .map(|record| view.item(place.object, &href, record, &parameters.selection))
            .collect::<Result<Vec<_>, _>>()?;
        let frame = Frame {
            limit: parameters.limit,
            offset: parameters.offset,
            has_more: found.has_more,
            total: found.total,
        };
        let json = envelope(place.object.name, &href, items, frame);
        return Ok(Outcome::ok(json, Media::Collection));
    };
    let headers = item_headers(place, &root, &record, false);
    let unchanged = call
        .header("if-none-match")
        .is_some_and(|tags| names(tags, &change_indicator(&record)));
    let mut outcome = Outcome::ok(
        view.item(place.object, &href, &record, &parameters.selection)?,
        Media::Item,
    );
    outcome.headers = headers;
    if unchanged {
        outcome.status = 304;
        outcome.json = None;
    }
    Ok(outcome)
}

/// Whether a list of entity tags names the indicator; `*` names any.
pub(super) fn names(tags: &str, indicator: &str) -> bool {
    tags.split(',')
        .map(|tag| tag.trim().trim_start_matches("W/").trim_matches('"'))
        .any(|tag| tag == "*" || tag == indicator)
}
