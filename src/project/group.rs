//! Reads `group` of a source: which rows make up one record.

use super::block::{Block, wrong_form};
use super::keys;
use super::mistake::mistake;
use super::yaml::Node;
use crate::diagnose::{Diagnostics, codes};
use crate::mapping::{GroupSpec, Named};

const FORM: &str = "{ by: [Column], into: lines }";

pub(super) fn group(node: &Node, out: &mut Diagnostics) -> Option<GroupSpec> {
    let mut block = Block::of(node, FORM, out)?;
    let named = |stated: super::block::Stated<String>| Named {
        name: stated.value.into(),
        at: stated.at,
    };
    let by = block.texts("by", out).unwrap_or_default();
    let into = block.text("into", out).map(named);
    let gather = block.bool("gather", out).unwrap_or(false);
    let inside = block.node("group");
    let inner = inside.and_then(|node| group(node, out));
    block.finish(&keys::GROUP, out);
    if let (Some(node), true) = (inside, inner.as_ref().is_some_and(|inner| inner.gather)) {
        let found = "`gather` inside of a group";
        let expected = "it at the outer group: rows inside of one may stand in any order";
        out.push(mistake(&codes::MAPPING_TYPE, &node.at, found, expected));
    }
    let Some(into) = into.filter(|_| !by.is_empty()) else {
        out.push(wrong_form(node, FORM));
        return None;
    };
    Some(GroupSpec {
        by: by.into_iter().map(named).collect(),
        into,
        gather,
        inner: inner.map(Box::new),
    })
}
