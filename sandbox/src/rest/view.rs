//! Shows records as the ERP writes them: attributes, expanded children, links.

use serde_json::{Map, Value, json};

use super::Call;
use super::parameters::{Parameters, Selection};
use super::place::Place;
use crate::model::Object;
use crate::query::value_of;
use crate::refusal::Refusal;
use crate::store::{Range, Reader, Stored, page};

/// The most children of one record that are shown in it.
const CHILDREN_SHOWN: i64 = 500;

/// How records are shown in one answer.
#[derive(Debug)]
pub(super) struct View<'a> {
    framework: u8,
    only_data: bool,
    rels: Option<&'a [String]>,
    reader: Reader<'a>,
}

/// The change indicator of a record: its `ETag`, without the quotes.
pub(super) fn change_indicator(record: &Stored) -> String {
    format!("ACED0005{:016X}{:08X}", record.id, record.version)
}

/// A link that leads from one place to another.
fn link(rel: &str, href: &str, name: &str, kind: &str) -> Value {
    json!({"rel": rel, "href": href, "name": name, "kind": kind})
}

impl<'a> View<'a> {
    pub(super) fn new(call: &Call, parameters: &'a Parameters, reader: Reader<'a>) -> Self {
        Self {
            framework: call.framework,
            only_data: parameters.only_data,
            rels: parameters.rels.as_deref(),
            reader,
        }
    }

    /// One record of the collection at `href`.
    pub(super) fn item(
        &self,
        object: &'static Object,
        href: &str,
        record: &Stored,
        selection: &Selection,
    ) -> Result<Value, Refusal> {
        let mut item = Map::new();
        for attribute in &object.attributes {
            let shown = selection
                .fields
                .as_ref()
                .is_none_or(|fields| fields.contains(&attribute.name));
            if shown {
                let value = value_of(object, attribute, record).into_owned();
                item.insert(attribute.name.to_owned(), value);
            }
        }
        let own = format!("{href}/{}", object.address_of(record.id));
        for (child, selection) in &selection.children {
            let href = format!("{own}/child/{}", child.name);
            item.insert(
                child.name.to_owned(),
                self.children(child, &href, record.id, selection)?,
            );
        }
        if !self.only_data {
            item.insert("links".to_owned(), self.links(object, href, &own, record));
        }
        Ok(Value::Object(item))
    }

    fn children(
        &self,
        child: &'static Object,
        href: &str,
        parent: i64,
        selection: &Selection,
    ) -> Result<Value, Refusal> {
        let range = Range {
            collection: child.collection,
            parent,
            created_until: i64::MAX,
        };
        let mut records = self
            .reader
            .with(|db| page(db, range, 0, CHILDREN_SHOWN + 1))?;
        let most = usize::try_from(CHILDREN_SHOWN).unwrap_or(usize::MAX);
        let has_more = records.len() > most;
        records.truncate(most);
        let items = records
            .iter()
            .map(|record| self.item(child, href, record, selection))
            .collect::<Result<Vec<_>, _>>()?;
        // Before version 3 an expanded child is a plain array (Oracle REST documentation).
        if self.framework < 3 {
            return Ok(Value::Array(items));
        }
        let frame = Frame {
            limit: 500,
            offset: 0,
            has_more,
            total: None,
        };
        Ok(envelope(child.name, href, items, frame))
    }

    fn links(&self, object: &Object, collection: &str, own: &str, record: &Stored) -> Value {
        let wanted = |rel: &str| {
            self.rels
                .is_none_or(|rels| rels.iter().any(|known| known == rel))
        };
        let mut links = Vec::new();
        if wanted("self") {
            let mut to_self = link("self", own, object.name, "item");
            if let Some(map) = to_self.as_object_mut() {
                let properties = json!({"changeIndicator": change_indicator(record)});
                map.insert("properties".to_owned(), properties);
            }
            links.push(to_self);
        }
        if wanted("canonical") {
            links.push(link("canonical", own, object.name, "item"));
        }
        if record.parent != 0 && wanted("parent") {
            let mut above = collection.rsplitn(3, '/').skip(2);
            let parent = above.next().unwrap_or(collection);
            let name = parent.rsplit('/').nth(1).unwrap_or_default();
            links.push(link("parent", parent, name, "item"));
        }
        if wanted("child") {
            for child in &object.children {
                let href = format!("{own}/child/{}", child.name);
                links.push(link("child", &href, child.name, "collection"));
            }
        }
        Value::Array(links)
    }
}

/// The envelope of a collection.
pub(super) fn envelope(name: &str, href: &str, items: Vec<Value>, frame: Frame) -> Value {
    let mut envelope = Map::new();
    let count = items.len();
    envelope.insert("items".to_owned(), Value::Array(items));
    if let Some(total) = frame.total {
        envelope.insert("totalResults".to_owned(), total.into());
    }
    envelope.insert("count".to_owned(), count.into());
    envelope.insert("hasMore".to_owned(), frame.has_more.into());
    envelope.insert("limit".to_owned(), frame.limit.into());
    envelope.insert("offset".to_owned(), frame.offset.into());
    let links = vec![link("self", href, name, "collection")];
    envelope.insert("links".to_owned(), Value::Array(links));
    Value::Object(envelope)
}

/// What a collection says of its page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub(super) limit: u32,
    pub(super) offset: u32,
    pub(super) has_more: bool,
    pub(super) total: Option<i64>,
}

/// The headers that name an item: its `ETag`, and its address when it is new.
pub(super) fn item_headers(
    place: &Place,
    root: &str,
    record: &Stored,
    created: bool,
) -> Vec<(&'static str, String)> {
    let mut headers = vec![("etag", format!("\"{}\"", change_indicator(record)))];
    if created {
        let address = place.object.address_of(record.id);
        headers.push(("location", format!("{}/{address}", place.href(root))));
    }
    headers
}
