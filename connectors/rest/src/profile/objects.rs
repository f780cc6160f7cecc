//! Objects: what is stated of one, over what is stated of all.

use landbridge_contract::{Method, Name};

use super::block::{Block, Reader};
use super::operations::{self, Doing, headers, path_of, query};
use super::shared::values;
use super::{Ask, Child, Common, Fill, Object, Operation, Version, keys, reading, said};
use crate::template::{CREATING, ONE, PLAIN, Places, READING, Slot, Template};
use crate::yaml::{Node, Tree};

/// Places of the nested records of a record.
const OF_CHILDREN: Places = Places(&[
    "id",
    "idempotency",
    "offset",
    "position",
    "page",
    "cursor",
    "size",
]);

pub(super) fn object(node: &Node, reader: &mut Reader<'_>) -> Option<Object> {
    let block = reader.block(node, &keys::OBJECT)?;
    if let Some(about) = block.get("about") {
        reader.text(about, "text");
    }
    let base_path = block.get("base_path");
    let common = Common {
        base_path: base_path
            .and_then(|node| path_of(node, PLAIN, reader))
            .unwrap_or_default(),
        headers: headers(&block, PLAIN, reader),
        query: query(&block, PLAIN, reader),
    };
    let id = block.need(
        "id",
        "where the target id stands in a record, such as /id",
        reader,
    );
    let id = id.and_then(|node| reader.pointer(node, true));
    let key = reader.texts(block.items("key"));
    let version = block.get("version").and_then(|node| version(node, reader));
    let values = values(&block, reader);
    let errors = block
        .get("errors")
        .and_then(|node| said::errors(node, reader));
    let errors = errors.unwrap_or_default();
    let batch = block.get("batch");
    let batch = batch.and_then(|node| operations::batch(node, &errors, reader));
    let find = block
        .get("find")
        .and_then(|node| reading::find(node, reader));
    let read = block
        .get("read")
        .and_then(|node| reading::reading(node, READING, reader));
    let one = block
        .get("one")
        .and_then(|node| reading::reading(node, ONE, reader));
    let describe = block
        .get("describe")
        .and_then(|node| path_of(node, PLAIN, reader));
    let operation = |key: &str, places, method, reader: &mut Reader<'_>| {
        operations::operation(block.get(key)?, Doing { places, method }, reader)
    };
    let object = Object {
        name: Name::from(reader.object),
        common,
        id: id.unwrap_or_default(),
        key: key.into_iter().map(Name::from).collect(),
        version,
        values,
        errors,
        create: operation("create", CREATING, Method::Post, reader),
        update: operation("update", ONE, Method::Patch, reader),
        upsert: operation("upsert", CREATING, Method::Put, reader),
        undo: operation("undo", ONE, Method::Delete, reader),
        batch,
        find,
        read,
        one,
        describe,
        children: children(&block, reader),
    };
    agree(&object, &block, reader);
    Some(object)
}

fn version(node: &Node, reader: &mut Reader<'_>) -> Option<Version> {
    if matches!(&node.tree, Tree::Scalar { text, plain: true } if text == "etag") {
        return Some(Version::ETag);
    }
    reader.pointer(node, true).map(Version::At)
}

fn children(block: &Block<'_>, reader: &mut Reader<'_>) -> Vec<Child> {
    let mut children = Vec::new();
    let expected = "nested collections by the attributes that hold them";
    for entry in reader.entries(block.get("children"), expected) {
        let Some(block) = reader.block(&entry.node, &keys::CHILD) else {
            continue;
        };
        let create = block.need("create", "the request that makes one", reader);
        let doing = Doing {
            places: OF_CHILDREN,
            method: Method::Post,
        };
        let create = create.and_then(|node| operations::operation(node, doing, reader));
        let read = block.need("read", "the request that reads all of a record", reader);
        let read = read.and_then(|node| reading::reading(node, OF_CHILDREN, reader));
        if let (Some(create), Some(read)) = (create, read) {
            children.push(Child {
                name: Name::from(entry.key.as_str()),
                create,
                read,
            });
        }
    }
    children
}

/// What an object says in one place must be possible by what it says in others.
fn agree(object: &Object, block: &Block<'_>, reader: &mut Reader<'_>) {
    let mut needs = |key: &str, found: &str, expected: &str| {
        let place = block.get(key).map_or(block.place, |node| node.place);
        let found = format!("{found} in object `{}`", reader.object);
        reader.say(place.fault(found, expected));
    };
    if object.create.is_none() && object.update.is_none() && object.upsert.is_none() {
        needs(
            "",
            "no request that writes",
            "`create`, `update` or `upsert`",
        );
    }
    if object.read.is_none() {
        needs(
            "",
            "no `read`",
            "`read`: the request that reads all records",
        );
    }
    if object.batch.is_some() && object.create.is_none() {
        needs(
            "batch",
            "`batch` without `create`",
            "`create`: how one record goes alone",
        );
    }
    if object.needs_version() && object.version.is_none() {
        let expected = "`version`: where the version of a record stands, or etag";
        needs("update", "`{version}` without `version`", expected);
    }
    let one = "`one`: the request that reads one record by its id";
    if object.needs_version() && object.one.is_none() {
        needs("update", "`{version}` without `one`", one);
    }
    let lists = object
        .read
        .iter()
        .chain(object.find.iter().map(|find| &find.reading));
    if object.one.is_none() && lists.into_iter().any(|reading| reading.each) {
        needs("read", "`each` without `one`", one);
    }
    if block.get("children").is_some() && object.undo.is_none() {
        let expected =
            "`undo`: the request that takes back a record whose nested records were refused";
        needs("children", "`children` without `undo`", expected);
    }
    if let Some(find) = &object.find {
        let asks = |template: &Template| template.has(|slot| *slot == Slot::Filter);
        let asked = find.reading.query.iter().any(|(_, text)| asks(text))
            || asks(&find.reading.path)
            || find.reading.body.as_ref().is_some_and(Ask::has_filter);
        if asked && find.filter.is_none() {
            let expected = "`filter`: how its comparisons are written";
            needs("find", "`{filter}` without `filter`", expected);
        }
        if !asked && find.filter.is_some() {
            needs(
                "find",
                "`filter` without `{filter}`",
                "the place where its comparisons go",
            );
        }
    }
    let is_empty = |node: &Node| matches!(&node.tree, Tree::Scalar { text, .. } if text.is_empty());
    if block.get("id").is_some_and(is_empty) {
        let expected = "where the id stands in a record, such as /id";
        needs("id", "a whole record as its own target id", expected);
    }
}

impl Object {
    /// Whether a change names the version that it is made to.
    pub(crate) fn needs_version(&self) -> bool {
        let asks = |template: &Template| template.has(|slot| *slot == Slot::Version);
        let names = |operation: &Operation| {
            asks(&operation.path)
                || operation.query.iter().any(|(_, text)| asks(text))
                || operation.headers.iter().any(|(_, text)| asks(text))
                || operation
                    .add
                    .iter()
                    .any(|(_, fill)| matches!(fill, Fill::Text(text) if asks(text)))
        };
        self.update.as_ref().is_some_and(names)
    }
}

impl Ask {
    /// Whether the comparisons of the key stand in it.
    fn has_filter(&self) -> bool {
        match self {
            Self::Comparisons => true,
            Self::Constant(_) => false,
            Self::Text(text) => text.has(|slot| *slot == Slot::Filter),
            Self::List(items) => items.iter().any(Self::has_filter),
            Self::Members(members) => members.iter().any(|(_, value)| value.has_filter()),
        }
    }
}
