//! What the ERP's schema says of the attribute of a line.

use crate::project::{RuleCells, RuleLine};
use crate::report::mapping_book::{LineKind, MappingLine};
use crate::schema::{AllowChanges, Attribute, AttributeKind, ObjectSchema};

/// Allowed values that are listed.
const ALLOWED_MAX: usize = 12;

/// The lines of a mapping's sheet: its rules in the order of the file and, behind those of each level, the
/// attributes that no rule fills.
pub(super) fn lines(rules: &[RuleLine], schema: Option<&ObjectSchema>) -> Vec<MappingLine> {
    let mut out = Vec::new();
    level(rules, &[], schema, &mut out);
    out
}

fn level(
    rules: &[RuleLine],
    within: &[String],
    schema: Option<&ObjectSchema>,
    out: &mut Vec<MappingLine>,
) {
    let own: Vec<&RuleLine> = rules
        .iter()
        .filter(|rule| rule.path.len() == within.len() + 1 && rule.path.starts_with(within))
        .collect();
    for rule in &own {
        let name = rule.path.last().map_or("", String::as_str);
        let kind = if rule.nested {
            LineKind::Nested
        } else {
            LineKind::Value
        };
        let attribute = schema.and_then(|schema| schema.attribute(name));
        let child = schema.and_then(|schema| schema.child(name));
        let mut line = MappingLine::new(within, name, kind, rule.cells.clone());
        line.tell(attribute, child);
        out.push(line);
        if rule.nested {
            level(rules, &rule.path, child, out);
        }
    }
    let Some(schema) = schema else {
        return;
    };
    let has = |name: &str| {
        own.iter()
            .any(|rule| rule.path.last().is_some_and(|one| one == name))
    };
    let settable = schema
        .attributes
        .iter()
        .filter(|one| one.allow_changes != AllowChanges::Never);
    for attribute in settable.filter(|one| !has(&one.name)) {
        let cells = RuleCells::default();
        let mut line = MappingLine::new(within, &attribute.name, LineKind::Open, cells);
        line.tell(Some(attribute), None);
        out.push(line);
    }
}

impl MappingLine {
    fn new(within: &[String], name: &str, kind: LineKind, cells: RuleCells) -> Self {
        let part = within.join(".");
        let attribute = if part.is_empty() {
            name.to_owned()
        } else {
            format!("{part}.{name}")
        };
        Self {
            attribute,
            kind,
            required: false,
            described: String::new(),
            length: String::new(),
            allowed: String::new(),
            samples: String::new(),
            part,
            cells,
        }
    }

    fn tell(&mut self, attribute: Option<&Attribute>, child: Option<&ObjectSchema>) {
        if let Some(child) = child {
            self.required = child.required;
            let many = if child.many {
                "nested records"
            } else {
                "one nested record"
            };
            many.clone_into(&mut self.described);
        }
        let Some(attribute) = attribute else {
            return;
        };
        self.required = attribute.required;
        word(attribute.kind).clone_into(&mut self.described);
        self.length = length(attribute);
        let allowed = attribute.allowed.iter().flatten();
        let shown: Vec<&str> = allowed
            .clone()
            .take(ALLOWED_MAX)
            .map(|one| &**one)
            .collect();
        self.allowed = shown.join(", ");
        let more = allowed.count() - shown.len();
        if more > 0 {
            self.allowed = format!("{} and {more} more", self.allowed);
        }
    }
}

fn word(kind: AttributeKind) -> &'static str {
    match kind {
        AttributeKind::Text => "text",
        AttributeKind::Integer => "whole number",
        AttributeKind::Number => "number",
        AttributeKind::Boolean => "true or false",
        AttributeKind::Date => "date",
        AttributeKind::DateTime => "date and time",
        AttributeKind::Any => "any",
    }
}

/// `5–30` characters, or `18, 2` for digits and decimals.
fn length(attribute: &Attribute) -> String {
    match (attribute.length_min, attribute.length_max) {
        (Some(least), Some(most)) if least > 0 => return format!("{least}–{most}"),
        (_, Some(most)) => return most.to_string(),
        (Some(least), None) if least > 0 => return format!("{least} or more"),
        (_, None) => {}
    }
    match (attribute.precision, attribute.scale) {
        (Some(digits), Some(scale)) => format!("{digits}, {scale}"),
        (Some(digits), None) => digits.to_string(),
        (None, Some(scale)) => format!("{scale} decimals"),
        (None, None) => String::new(),
    }
}
