//! A whole payload held against the schema.

use compact_str::{CompactString, format_compact};
use landbridge_contract::{Fields, Name, Value};

use super::rules::{required, unknown_attribute};
use super::{ObjectSchema, Violation};

impl ObjectSchema {
    /// Holds a payload against every rule: what it violates, each with the path of the value
    /// (`addresses[2].Country`, elements counted from 1), in the payload's order, what is missing
    /// last.
    pub fn check_payload(&self, payload: &Fields) -> Vec<(CompactString, Violation)> {
        let mut found = Vec::new();
        self.check_fields(payload, &CompactString::default(), &mut found);
        found
    }

    fn check_fields(
        &self,
        fields: &[(Name, Value)],
        path: &CompactString,
        found: &mut Vec<(CompactString, Violation)>,
    ) {
        let mut violations = Vec::new();
        for (name, value) in fields {
            let here = joined(path, name);
            if let Some(attribute) = self.attribute(name) {
                attribute.check(value, &mut violations);
            } else if let Some(child) = self.child(name) {
                child.check_nested(value, &here, found);
            } else {
                violations.extend(unknown_attribute::check(self, name));
            }
            found.extend(violations.drain(..).map(|one| (here.clone(), one)));
        }
        let is_there = |name: &Name| fields.iter().any(|(sent, _)| sent == name);
        let attributes = self.attributes.iter().filter(|one| one.required);
        let children = self.children.iter().filter(|one| one.required);
        let needed = attributes
            .map(|one| &one.name)
            .chain(children.map(|one| &one.name));
        for name in needed.filter(|name| !is_there(name)) {
            found.push((joined(path, name), required::violation()));
        }
    }

    fn check_nested(
        &self,
        value: &Value,
        path: &CompactString,
        found: &mut Vec<(CompactString, Violation)>,
    ) {
        match value {
            Value::Record(fields) if !self.many => self.check_fields(fields, path, found),
            Value::List(items) if self.many && !items.is_empty() => {
                for (index, item) in items.iter().enumerate() {
                    let here = format_compact!("{path}[{}]", index + 1);
                    match item {
                        Value::Record(fields) => self.check_fields(fields, &here, found),
                        _ => found.push((here, self.not_nested())),
                    }
                }
            }
            _ if value.is_blank() => {
                if self.required {
                    found.push((path.clone(), required::violation()));
                }
            }
            _ => found.push((path.clone(), self.not_nested())),
        }
    }

    fn not_nested(&self) -> Violation {
        let expected = if self.many {
            "a list of nested records"
        } else {
            "a nested record"
        };
        Violation {
            code: &crate::diagnose::codes::MAP_TYPE,
            expected: expected.to_owned(),
        }
    }
}

fn joined(path: &CompactString, name: &str) -> CompactString {
    if path.is_empty() {
        return CompactString::from(name);
    }
    format_compact!("{path}.{name}")
}
