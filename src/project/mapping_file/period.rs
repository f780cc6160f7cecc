//! Reads `period`: the accounting period of a day.

use super::super::block::{Block, Stated, scalar, wrong_form};
use super::super::keys;
use super::super::mistake::unknown_name;
use super::super::yaml::{Node, Tree};
use super::shaping::date_patterns;
use super::{Shared, named};
use crate::diagnose::{Diagnostics, codes};
use crate::mapping::PeriodRule;

const FORMS: &str = "the name of a calendar, or { calendar: NAME, holds: Column }";

/// A calendar, and the column of a day where the value is a period's name.
pub(super) fn period(
    node: &Node,
    shared: &Shared<'_>,
    out: &mut Diagnostics,
) -> Option<PeriodRule> {
    let at = node.at.clone();
    let (calendar, holds, dates) = if let Tree::Map(_) = &node.tree {
        let mut block = Block::of(node, FORMS, out)?;
        let calendar = block.text("calendar", out);
        let holds = block.text("holds", out);
        let stated = block.node("dates");
        let dates = stated.and_then(|node| date_patterns(node, out));
        block.finish(&keys::PERIOD, out);
        let (Some(calendar), Some(holds)) = (calendar, holds) else {
            out.push(wrong_form(node, FORMS));
            return None;
        };
        (calendar, Some(named(holds)), dates)
    } else {
        let value = scalar(node, FORMS, out)?.text.clone();
        let at = node.at.clone();
        (Stated { value, at }, None, None)
    };
    let known = &shared.known.calendars;
    if !known.iter().any(|name| **name == *calendar.value) {
        out.push(unknown_name(
            &codes::MAPPING_CALENDAR,
            &calendar.at,
            "calendar",
            &calendar.value,
            known.iter().map(|name| &**name),
        ));
        return None;
    }
    Some(PeriodRule {
        calendar: named(calendar),
        holds,
        dates,
        at,
    })
}
