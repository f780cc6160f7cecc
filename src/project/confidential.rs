//! What is classed confidential, and who approved that a mapping reads it.

use super::block::Block;
use super::files::matches;
use super::keys;
use super::mistake::mistake;
use super::model::Project;
use crate::diagnose::{Diagnostics, codes};
use crate::mapping::{Approval, CheckedMapping};

/// Reads a mapping's `confidential`.
pub(super) fn approval(block: &mut Block<'_>, out: &mut Diagnostics) -> Option<Approval> {
    let node = block.node("confidential")?;
    let mut inner = Block::of(node, "{ purpose: …, approver: … }", out)?;
    let mut text = |key| {
        let stated = inner.text(key, out).map(|stated| stated.value);
        stated.unwrap_or_default().trim().to_owned()
    };
    let approval = Approval {
        purpose: text("purpose"),
        approver: text("approver"),
        at: node.at.clone(),
    };
    inner.finish(&keys::APPROVAL, out);
    Some(approval)
}

/// Classes the sources of a mapping, and says where it reads a confidential one without an approval.
pub(super) fn classify(project: &Project, mapping: &mut CheckedMapping, out: &mut Diagnostics) {
    for source in mapping.sources_mut() {
        let classes = &project.confidential;
        source.confidential |= classes.iter().any(|class| may_meet(class, &source.pattern));
    }
    let approval = mapping.approval.clone();
    let missing = match &approval {
        None => "a purpose and an approver",
        Some(stated) if stated.purpose.is_empty() && stated.approver.is_empty() => {
            "a purpose and an approver"
        }
        Some(stated) if stated.purpose.is_empty() => "a purpose",
        Some(stated) if stated.approver.is_empty() => "an approver",
        Some(_) => return,
    };
    let object = mapping.object.clone();
    let mut said: Vec<String> = Vec::new();
    for source in mapping.sources_mut() {
        if !source.confidential || said.contains(&source.pattern) {
            continue;
        }
        said.push(source.pattern.clone());
        let at = approval.as_ref().map_or(&source.at, |stated| &stated.at);
        out.push(mistake(
            &codes::MAPPING_CONFIDENTIAL,
            at,
            format!(
                "the mapping `{object}` reads \"{}\", which is confidential, without {missing}",
                source.pattern
            ),
            "confidential: { purpose: why it is carried over, approver: who decided so }",
        ));
    }
}

/// Whether a class and a source may mean the same file. A class that names a folder or an archive means all
/// that is in it.
fn may_meet(class: &str, source: &str) -> bool {
    let parts = |pattern: &str| -> Vec<String> {
        let parts = pattern.split(['/', '\\']);
        let parts = parts.filter(|part| !part.is_empty() && *part != ".");
        parts.map(str::to_owned).collect()
    };
    paths_meet(&parts(class), &parts(source))
}

fn paths_meet(class: &[String], source: &[String]) -> bool {
    let Some((first, rest)) = class.split_first() else {
        return true;
    };
    let Some((own, below)) = source.split_first() else {
        return first == "**" && paths_meet(rest, source);
    };
    if first == "**" {
        return paths_meet(rest, source) || paths_meet(class, below);
    }
    if own == "**" {
        return paths_meet(class, below) || paths_meet(rest, source);
    }
    names_meet(first, own) && paths_meet(rest, below)
}

/// Whether two patterns of `*` and `?` have a name in common.
fn names_meet(left: &str, right: &str) -> bool {
    let is_pattern = |text: &str| text.contains(['*', '?']);
    match (is_pattern(left), is_pattern(right)) {
        (_, false) => matches(left, right),
        (false, true) => matches(right, left),
        (true, true) => {
            let left: Vec<char> = left.chars().collect();
            let right: Vec<char> = right.chars().collect();
            both_meet(&left, &right)
        }
    }
}

/// The same, by a table: for each end of the one whether it meets the ends of the other.
fn both_meet(left: &[char], right: &[char]) -> bool {
    let mut below: Vec<bool> = Vec::new();
    for at in (0..=left.len()).rev() {
        let own = left.get(at).copied();
        let mut line = vec![false; right.len() + 1];
        for to in (0..=right.len()).rev() {
            let other = right.get(to).copied();
            let is = |line: &[bool], place: usize| line.get(place).copied().unwrap_or(false);
            let meets = match (own, other) {
                (None, None) => true,
                (Some('*'), _) | (_, Some('*')) => {
                    let shorter = own.is_some() && is(&below, to);
                    shorter || (other.is_some() && is(&line, to + 1))
                }
                (Some(own), Some(other)) => {
                    let same = own == other || own == '?' || other == '?';
                    same && is(&below, to + 1)
                }
                (None, Some(_)) | (Some(_), None) => false,
            };
            if let Some(place) = line.get_mut(to) {
                *place = meets;
            }
        }
        below = line;
    }
    below.first().copied().unwrap_or(false)
}

#[cfg(test)]
mod tests;
