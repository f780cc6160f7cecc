//! What a change of the target's schema means for a mapping: which of its lines break, and how.
//!
//! Knows the mapping as it stands in its file and the codes of the crosswalks, and no record: where it
//! depends on the values of a column, a line *may* break. A line whose values are all known (a
//! constant, a crosswalk) is held against the new schema value by value.

mod values;

use super::crosswalk::Crosswalks;
use super::model::{CheckedMapping, FieldRule, Named, NestedRule, RuleInput, RuleKind};
use super::total_rule::TotalRule;
use crate::diagnose::Location;
use crate::schema::{Change, ChangeKind, Gravity, ObjectSchema, Slot};

/// A line of a mapping that a change concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Impact {
    /// The line.
    pub at: Location,
    /// Whether it breaks in any case.
    pub gravity: Gravity,
    /// How, in words.
    pub how: String,
}

impl Impact {
    fn breaks(at: &Location, how: impl Into<String>) -> Self {
        Self {
            at: at.clone(),
            gravity: Gravity::Breaks,
            how: how.into(),
        }
    }

    fn may_break(at: &Location, how: impl Into<String>) -> Self {
        Self {
            at: at.clone(),
            gravity: Gravity::MayBreak,
            how: how.into(),
        }
    }
}

/// The lines of a mapping that a change of its object's schema concerns, in the order of the file.
/// `old` and `new` are the schemas between which the change was found.
pub fn impacts(
    mapping: &CheckedMapping,
    crosswalks: &Crosswalks,
    change: &Change,
    old: &ObjectSchema,
    new: &ObjectSchema,
) -> Vec<Impact> {
    let concern = Concern {
        mapping,
        crosswalks,
        change,
        old,
        new,
    };
    let mut found = concern.lines();
    found.sort_by(|left, right| left.at.cmp(&right.at));
    found
}

/// The lines of a mapping whose object is gone.
pub fn object_gone(mapping: &CheckedMapping) -> Impact {
    let object = &mapping.target.object;
    let how = format!("loads into `{object}`, which is gone");
    Impact::breaks(&mapping.target.at, how)
}

struct Concern<'a> {
    mapping: &'a CheckedMapping,
    crosswalks: &'a Crosswalks,
    change: &'a Change,
    old: &'a ObjectSchema,
    new: &'a ObjectSchema,
}

/// The rules of the part that holds the attribute, and where they stand.
struct Part<'a> {
    rules: &'a [FieldRule],
    at: &'a Location,
    /// The attribute's own name.
    name: &'a str,
}

impl<'a> Concern<'a> {
    fn lines(&self) -> Vec<Impact> {
        let path = self.change.path.as_str();
        if self.change.kind == ChangeKind::Closed {
            return self.closed();
        }
        let Some(part) = self.part() else {
            return Vec::new();
        };
        let rule = part
            .rules
            .iter()
            .find(|one| &*one.attribute.name == part.name);
        let at_rule = rule.map(|rule| &rule.attribute.at);
        match (&self.change.kind, at_rule) {
            (ChangeKind::Removed { renamed } | ChangeKind::Unlisted { renamed }, _) => {
                let perhaps = renamed
                    .as_ref()
                    .map(|name| format!("; perhaps `{name}` is meant now"))
                    .unwrap_or_default();
                let own = rule.map(|rule| {
                    let what = format!("fills `{path}`{}", below(rule));
                    let mut own = self.gone(&rule.attribute.at, &what);
                    own.how.push_str(&perhaps);
                    own
                });
                own.into_iter().chain(self.named_elsewhere()).collect()
            }
            (ChangeKind::Required(_), None) => {
                vec![Impact::breaks(
                    part.at,
                    format!("no rule fills `{path}`, which is required now"),
                )]
            }
            (ChangeKind::Required(_), Some(_)) => rule.map_or_else(Vec::new, required),
            (ChangeKind::ReadOnly, Some(at)) => {
                let how = format!("fills `{path}`, which the ERP fills itself now");
                vec![Impact::breaks(at, how)]
            }
            (ChangeKind::Shape(was, is), Some(at)) => shape(path, at, *was, *is),
            (ChangeKind::OnlyInCreate, Some(at))
                if self.mapping.target.write.changes_what_is_there() =>
            {
                let how = format!("cannot change `{path}` of records that are there already");
                vec![Impact::may_break(at, how)]
            }
            (ChangeKind::NotQueryable, _) => {
                let how = format!("records cannot be found by `{path}` any more");
                let mut key = self.mapping.business_key.iter();
                let named = key.find(|named| &*named.name == path);
                named
                    .map(|named| Impact::breaks(&named.at, how))
                    .into_iter()
                    .collect()
            }
            (
                ChangeKind::Type(..)
                | ChangeKind::ValuesRemoved(_)
                | ChangeKind::ValuesLimited(_)
                | ChangeKind::Narrower(..)
                | ChangeKind::Pattern(..),
                Some(_),
            ) => rule.map_or_else(Vec::new, |rule| self.values(rule)),
            _ => Vec::new(),
        }
    }

    /// Where the changed attribute is filled; none where the mapping does not fill the part it
    /// belongs to.
    fn part(&self) -> Option<Part<'a>> {
        let mut part = Part {
            rules: &self.mapping.fields,
            at: &self.mapping.fields_at,
            name: "",
        };
        let change: &'a Change = self.change;
        let mut names = change.path.split('.').peekable();
        while let Some(name) = names.next() {
            if names.peek().is_none() {
                part.name = name;
                return Some(part);
            }
            let nested = nested(part.rules, name)?;
            part.rules = &nested.fields;
            part.at = &nested.fields_at;
        }
        None
    }

    /// Attributes that were accepted without being listed.
    fn closed(&self) -> Vec<Impact> {
        let mut rules = self.mapping.fields.as_slice();
        let mut schema = self.new;
        let names = self.change.path.split('.').filter(|name| !name.is_empty());
        for name in names {
            let inner = nested(rules, name).zip(schema.child(name));
            let Some((inner, child)) = inner else {
                return Vec::new();
            };
            rules = &inner.fields;
            schema = child;
        }
        let strangers = rules.iter().map(|rule| &rule.attribute).filter(|named| {
            schema.attribute(&named.name).is_none() && schema.child(&named.name).is_none()
        });
        strangers
            .map(|named| {
                let how = format!("fills `{}`, which is not among those listed", named.name);
                Impact::breaks(&named.at, how)
            })
            .collect()
    }

    /// A line that needs what is gone: `what` says for what.
    fn gone(&self, at: &Location, what: &str) -> Impact {
        let kind = &self.change.kind;
        Impact {
            at: at.clone(),
            gravity: kind.gravity(),
            how: format!("{what}, which {}", kind.gone()),
        }
    }

    /// Lines beside the field rules that name what is gone, or something in it.
    fn named_elsewhere(&self) -> Vec<Impact> {
        let path = self.change.path.as_str();
        let mapping = self.mapping;
        let is_meant = |named: &&Named| {
            let rest = named.name.strip_prefix(path);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let say =
            |named: &Named, what: &str| self.gone(&named.at, &format!("{what} `{}`", named.name));
        let mut found = Vec::new();
        let key = mapping.business_key.iter().filter(is_meant);
        found.extend(key.map(|named| say(named, "the business key needs")));
        let uniques = mapping.uniques.iter().flat_map(|one| &one.attributes);
        found.extend(
            uniques
                .filter(is_meant)
                .map(|named| say(named, "`unique` names")),
        );
        let rules = &mapping.rules;
        let named = rules.amounts().chain(rules.days()).chain(rules.others());
        found.extend(
            named
                .filter(is_meant)
                .map(|named| say(named, "a check names")),
        );
        // A name that no rule fills is a column.
        let filled = nested_or_value(&mapping.fields, path);
        let checked = mapping.checks.iter().flat_map(|check| &check.that.names);
        let checked = checked.filter(|named| filled && is_meant(named));
        found.extend(checked.map(|named| say(named, "a check reads")));
        let totals = mapping.totals.iter();
        let against = totals.flat_map(TotalRule::stated_attributes);
        found.extend(
            against
                .filter(is_meant)
                .map(|named| say(named, "a control total is held against")),
        );
        found
    }
}

fn nested<'a>(rules: &'a [FieldRule], name: &str) -> Option<&'a NestedRule> {
    let rule = rules.iter().find(|rule| &*rule.attribute.name == name)?;
    match &rule.kind {
        RuleKind::Nested(nested) => Some(nested),
        RuleKind::Value(_) => None,
    }
}

fn nested_or_value(rules: &[FieldRule], path: &str) -> bool {
    rules.iter().any(|rule| &*rule.attribute.name == path)
}

/// How many rules stand below a rule for nested records.
fn below(rule: &FieldRule) -> String {
    match &rule.kind {
        RuleKind::Value(_) => String::new(),
        RuleKind::Nested(nested) if nested.fields.len() == 1 => " with 1 rule below it".to_owned(),
        RuleKind::Nested(nested) => format!(" with {} rules below it", nested.fields.len()),
    }
}

/// A rule that may give nothing for what is required now.
fn required(rule: &FieldRule) -> Vec<Impact> {
    let name = &rule.attribute.name;
    let gives_always = match &rule.kind {
        RuleKind::Nested(_) => false,
        RuleKind::Value(value) => {
            let constant =
                matches!(&value.input, RuleInput::Constant(value, _) if !value.is_blank());
            let default = value.default.as_ref().is_some_and(|one| !one.is_blank());
            // What a rule asks for itself is a finding already.
            value.when.is_none() && (constant || default || value.required)
        }
    };
    if gives_always {
        return Vec::new();
    }
    let what = match rule.kind {
        RuleKind::Nested(_) => "no records",
        RuleKind::Value(_) => "nothing",
    };
    let how = format!("may give {what}, and `{name}` is required now");
    vec![Impact::may_break(&rule.attribute.at, how)]
}

fn shape(path: &str, at: &Location, was: Slot, is: Slot) -> Vec<Impact> {
    match (was, is) {
        // Rules with `each` give what the schema wants.
        (Slot::Record, Slot::Records) => Vec::new(),
        (Slot::Records, Slot::Record) => {
            let how = format!("may give several records, and `{path}` takes one now");
            vec![Impact::may_break(at, how)]
        }
        (Slot::Value, _) => {
            let how = format!("gives one value, and `{path}` has parts now (`each`)");
            vec![Impact::breaks(at, how)]
        }
        (_, _) => {
            let how = format!("gives nested records, and `{path}` is one value now");
            vec![Impact::breaks(at, how)]
        }
    }
}

#[cfg(test)]
mod tests;
