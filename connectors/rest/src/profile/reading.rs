//! Requests that read.

use landbridge_contract::Method;
use serde_json::Value as Json;

use super::block::{Block, Reader, json};
use super::operations::{headers, path, query};
use super::{Ask, Comparison, Filter, Find, Paging, PagingBy, Quoting, Reading, keys};
use crate::template::{COMPARING, FINDING, Places, Slot};
use crate::yaml::{Node, Tree};

/// Records asked for in one page where nothing is stated.
const PAGE_SIZE: u32 = 100;

pub(super) fn reading(node: &Node, places: Places, reader: &mut Reader<'_>) -> Option<Reading> {
    let block = reader.block(node, &keys::READING)?;
    from(&block, places, reader)
}

pub(super) fn find(node: &Node, reader: &mut Reader<'_>) -> Option<Find> {
    let block = reader.block(node, &keys::FIND)?;
    let read = from(&block, FINDING, reader);
    let filter = block.get("filter").and_then(|node| filter(node, reader));
    let exact = block.truth("exact", reader);
    Some(Find {
        reading: read?,
        filter,
        exact: exact.unwrap_or(true),
    })
}

fn from(block: &Block<'_>, places: Places, reader: &mut Reader<'_>) -> Option<Reading> {
    let methods = [("GET", Method::Get), ("POST", Method::Ask)];
    let method = block
        .get("method")
        .and_then(|node| reader.word(node, &methods));
    let path = path(block, places, reader);
    let query = query(block, places, reader);
    let headers = headers(block, places, reader);
    let body = block.get("body").and_then(|node| ask(node, places, reader));
    let items = block.pointer("items", reader);
    let total = block.pointer("total", reader);
    let paging = block.get("paging").and_then(|node| paging(node, reader));
    let each = block.truth("each", reader);
    if let (Some(node), None | Some(Method::Get)) = (block.get("body"), method) {
        reader.say(
            node.place
                .fault("`body` in a GET", "`method: POST`, or no `body`"),
        );
    }
    Some(Reading {
        method: method.unwrap_or(Method::Get),
        path: path?,
        query,
        headers,
        body,
        items: items.unwrap_or_default(),
        total,
        paging: paging.unwrap_or(Paging {
            by: PagingBy::Nothing,
            size: PAGE_SIZE,
            first: 1,
            more: None,
            next: None,
        }),
        each: each.unwrap_or(false),
    })
}

fn paging(node: &Node, reader: &mut Reader<'_>) -> Option<Paging> {
    let block = reader.block(node, &keys::PAGING)?;
    let kinds = [
        ("nothing", PagingBy::Nothing),
        ("offset", PagingBy::Offset),
        ("page", PagingBy::Page),
        ("cursor", PagingBy::Cursor),
        ("next", PagingBy::Next),
        ("link", PagingBy::Link),
    ];
    let by = block.need("by", "offset, page, cursor, next, link or nothing", reader);
    let by = by.and_then(|node| reader.word(node, &kinds));
    let size = block
        .get("size")
        .and_then(|node| reader.number(node, 1, 100_000));
    let first = block
        .get("first")
        .and_then(|node| reader.number(node, 0, 1));
    let more = block.pointer("more", reader);
    let next = block.pointer("next", reader);
    if next.is_none() && matches!(by, Some(PagingBy::Cursor | PagingBy::Next)) {
        let expected = "`next`: where the next page's cursor or address stands";
        reader.say(block.place.fault("no `next`", expected));
    }
    Some(Paging {
        by: by?,
        size: size.unwrap_or(PAGE_SIZE),
        first: first.unwrap_or(1),
        more,
        next,
    })
}

/// A body with places in its texts.
fn ask(node: &Node, places: Places, reader: &mut Reader<'_>) -> Option<Ask> {
    match &node.tree {
        Tree::Nothing => Some(Ask::Constant(Json::Null)),
        Tree::Scalar { text, .. } if text.contains(['{', '}']) => {
            let template = reader.template(node, places)?;
            if template.is_only(&Slot::Filter) {
                return Some(Ask::Comparisons);
            }
            Some(Ask::Text(template))
        }
        Tree::Scalar { .. } => json(node).map(Ask::Constant),
        Tree::List(items) => {
            let mut asks = Vec::new();
            for item in items {
                asks.extend(ask(item, places, reader));
            }
            Some(Ask::List(asks))
        }
        Tree::Map(entries) => {
            let mut members = Vec::new();
            for entry in entries {
                let value = ask(&entry.node, places, reader);
                members.extend(value.map(|value| (entry.key.clone(), value)));
            }
            Some(Ask::Members(members))
        }
    }
}

fn filter(node: &Node, reader: &mut Reader<'_>) -> Option<Filter> {
    let block = reader.block(node, &keys::FILTER)?;
    let meaning = "how an attribute is compared, such as \"{name} eq {literal}\"";
    let comparison = block.need("comparison", meaning, reader)?;
    let comparison = match &comparison.tree {
        Tree::Map(_) => ask(comparison, COMPARING, reader).map(Comparison::Body),
        _ => reader.template(comparison, COMPARING).map(Comparison::Text),
    };
    let join = block.get("join").and_then(|node| reader.text(node, "text"));
    let nothing = block.get("nothing");
    let nothing = nothing.and_then(|node| reader.template(node, COMPARING));
    let kinds = [
        ("doubled", Quoting::Doubled),
        ("backslash", Quoting::Backslash),
        ("json", Quoting::Json),
        ("bare", Quoting::Bare),
    ];
    let quoting = block
        .get("quoting")
        .and_then(|node| reader.word(node, &kinds));
    let quote_all = block.truth("quote_all", reader);
    Some(Filter {
        comparison: comparison?,
        join: join.unwrap_or(" and ").to_owned(),
        nothing,
        quoting: quoting.unwrap_or(Quoting::Doubled),
        quote_all: quote_all.unwrap_or(false),
    })
}
