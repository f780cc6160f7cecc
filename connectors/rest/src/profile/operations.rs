//! Requests that write.

use landbridge_contract::Method;

use super::block::{Block, Reader, json};
use super::{Batch, Errors, Fill, Operation, keys, said};
use crate::kept::kept;
use crate::pointer::Pointer;
use crate::template::{Places, Template};
use crate::yaml::{Node, Tree};

/// Headers that are none of a profile's business.
const RESERVED: &[&str] = &[
    "authorization",
    "connection",
    "content-length",
    "cookie",
    "host",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// What is asked of a record that is sent together with others.
const TOGETHER: Places = Places(&["id", "idempotency"]);

/// What a request that writes does.
#[derive(Clone, Copy)]
pub(super) struct Doing {
    pub(super) places: Places,
    /// The method unless stated.
    pub(super) method: Method,
}

pub(super) fn operation(node: &Node, doing: Doing, reader: &mut Reader<'_>) -> Option<Operation> {
    let block = reader.block(node, &keys::OPERATION)?;
    from(&block, doing, reader)
}

fn from(block: &Block<'_>, doing: Doing, reader: &mut Reader<'_>) -> Option<Operation> {
    let methods = [
        ("POST", Method::Post),
        ("PUT", Method::Put),
        ("PATCH", Method::Patch),
        ("DELETE", Method::Delete),
    ];
    let method = block
        .get("method")
        .and_then(|node| reader.word(node, &methods));
    let path = path(block, doing.places, reader);
    let query = query(block, doing.places, reader);
    let headers = headers(block, doing.places, reader);
    let body = block.pointer("body", reader);
    let mut add = Vec::new();
    for entry in reader.entries(block.get("add"), "members with values") {
        add.extend(fill(&entry.node, doing.places, reader).map(|fill| (entry.key.clone(), fill)));
    }
    Some(Operation {
        method: method.unwrap_or(doing.method),
        path: path?,
        query,
        headers,
        body: body.unwrap_or_default(),
        add,
        answer: answer(block, reader),
    })
}

fn fill(node: &Node, places: Places, reader: &mut Reader<'_>) -> Option<Fill> {
    if matches!(&node.tree, Tree::Scalar { text, .. } if text.contains(['{', '}'])) {
        return reader.template(node, places).map(Fill::Text);
    }
    let constant = json(node).map(Fill::Constant);
    if constant.is_none() {
        reader.say(node.place.fault(node.describe(), "a plain value or a text"));
    }
    constant
}

/// Where the record stands in the answer: the whole of it unless stated; `none` for nowhere.
fn answer(block: &Block<'_>, reader: &mut Reader<'_>) -> Option<Pointer> {
    match block.get("answer") {
        None => Some(Pointer::default()),
        Some(node) if matches!(&node.tree, Tree::Scalar { text, plain: true } if text == "none") => {
            None
        }
        Some(node) => Some(reader.pointer(node, true).unwrap_or_default()),
    }
}

pub(super) fn batch(node: &Node, general: &Errors, reader: &mut Reader<'_>) -> Option<Batch> {
    let block = reader.block(node, &keys::BATCH)?;
    let doing = Doing {
        places: TOGETHER,
        method: Method::Post,
    };
    let operation = from(&block, doing, reader);
    let updates = block.truth("updates", reader).unwrap_or(false);
    let refused_whole = block.truth("refused_whole", reader).unwrap_or(false);
    let own = block
        .get("errors")
        .and_then(|node| said::errors(node, reader));
    let answers = block.pointer("answers", reader);
    let operation = operation?;
    if !operation.body.ends_in_list() {
        let place = block.get("body").map_or(block.place, |node| node.place);
        let found = format!("`body` \"{}\"", operation.body);
        let expected = "where several records stand, with `-` for the list, such as /Contacts/-";
        reader.say(place.fault(found, expected));
    }
    Some(Batch {
        answers: answers.unwrap_or_else(|| operation.body.of_list()),
        operation,
        updates,
        errors: own.unwrap_or_else(|| general.clone()),
        refused_whole,
    })
}

/// The path; it begins with `/`.
pub(super) fn path(block: &Block<'_>, places: Places, reader: &mut Reader<'_>) -> Option<Template> {
    let node = block.need("path", "a path such as /suppliers", reader)?;
    path_of(node, places, reader)
}

pub(super) fn path_of(node: &Node, places: Places, reader: &mut Reader<'_>) -> Option<Template> {
    let template = reader.template(node, places)?;
    if template.begins_with("/") && !template.begins_with("//") {
        return Some(template);
    }
    let expected = "a path that begins with one `/`";
    reader.say(node.place.fault(node.describe(), expected));
    None
}

pub(super) fn query(
    block: &Block<'_>,
    places: Places,
    reader: &mut Reader<'_>,
) -> Vec<(String, Template)> {
    let mut query = Vec::new();
    for entry in reader.entries(block.get("query"), "parameters with texts") {
        let template = reader.template(&entry.node, places);
        query.extend(template.map(|template| (entry.key.clone(), template)));
    }
    query
}

pub(super) fn headers(
    block: &Block<'_>,
    places: Places,
    reader: &mut Reader<'_>,
) -> Vec<(&'static str, Template)> {
    let mut headers = Vec::new();
    for entry in reader.entries(block.get("headers"), "headers with texts") {
        let name = entry.key.to_ascii_lowercase();
        let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        if RESERVED.contains(&&*name) || name.is_empty() || !name.bytes().all(token) {
            let found = format!("header `{}`", entry.key);
            let expected = "a header of the ERP's own; who may ask stands in `auth` of the target";
            reader.say(entry.place.fault(found, expected));
            continue;
        }
        let template = reader.template(&entry.node, places);
        headers.extend(template.map(|template| (kept(&name), template)));
    }
    headers
}
