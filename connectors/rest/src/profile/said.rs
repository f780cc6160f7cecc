//! What a profile says of errors.

use super::block::{Reader, json};
use super::shared::status_list;
use super::{Duplicate, Errors, MessageForm, keys};
use crate::yaml::{Node, Tree};

pub(super) fn errors(node: &Node, reader: &mut Reader<'_>) -> Option<Errors> {
    let block = reader.block(node, &keys::ERRORS)?;
    let mut errors = Errors::default();
    for node in block.items("messages") {
        errors.messages.extend(message_form(node, reader));
    }
    let duplicate = block.get("duplicate");
    if let Some(block) = duplicate.and_then(|node| reader.block(node, &keys::DUPLICATE)) {
        errors.duplicate = Duplicate {
            statuses: status_list(&block, "statuses", reader),
            codes: reader.texts(block.items("codes")),
            texts: reader.texts(block.items("texts")),
        };
    }
    for entry in reader.entries(block.get("refused"), "pointers with values") {
        let key = Node {
            place: entry.place,
            tree: Tree::Scalar {
                text: entry.key.clone(),
                plain: false,
            },
        };
        let Some(pointer) = reader.pointer(&key, true) else {
            continue;
        };
        let values = match &entry.node.tree {
            Tree::List(items) => items.iter().map(json).collect(),
            _ => json(&entry.node).map(|value| vec![value]),
        };
        if let Some(values) = values {
            errors.refused.push((pointer, values));
        } else {
            let found = entry.node.describe();
            let expected = "a plain value, or a list of them";
            reader.say(entry.node.place.fault(found, expected));
        }
    }
    Some(errors)
}

fn message_form(node: &Node, reader: &mut Reader<'_>) -> Option<MessageForm> {
    let block = reader.block(node, &keys::MESSAGES)?;
    let at = block.need("at", "where the messages stand", reader);
    let at = at.and_then(|node| reader.pointer(node, false))?;
    let mut text = Vec::new();
    for node in block.items("text") {
        text.extend(reader.pointer(node, true));
    }
    Some(MessageForm {
        at,
        text,
        code: block.pointer("code", reader),
        path: block.pointer("path", reader),
        unpack: block.truth("unpack", reader).unwrap_or(false),
        in_success: block.truth("in_success", reader).unwrap_or(true),
    })
}
