//! Holds a mapping against the target's schema, before any file is opened.

use landbridge_contract::Value;

use super::bind::say_tokens;
use super::convert::convert;
use super::model::{
    CheckedMapping, FieldRule, Named, NestedRule, RuleInput, RuleKind, TotalInput, ValueRule,
};
use crate::diagnose::{Diagnostic, Diagnostics, Location, codes, nearest};
use crate::project::{mistake, unknown_name};
use crate::schema::{AllowChanges, Attribute, AttributeKind, ObjectSchema};

/// Says where the mapping and its schema do not go together; without a schema, only where the
/// mapping does not go together with itself.
pub fn conform(mapping: &CheckedMapping, out: &mut Diagnostics) {
    if let Some(schema) = &mapping.schema {
        rules(&mapping.fields, schema, &mapping.fields_at, out);
    }
    own_names(mapping, out);
    compared_attributes(mapping, out);
    say_tokens(mapping, out);
}

fn rules(rules: &[FieldRule], schema: &ObjectSchema, fields_at: &Location, out: &mut Diagnostics) {
    for rule in rules {
        match &rule.kind {
            RuleKind::Value(value) => value_rule(&rule.attribute, value, schema, out),
            RuleKind::Nested(nested) => nested_rule(&rule.attribute, nested, schema, out),
        }
    }
    let filled = |name: &str| rules.iter().any(|rule| &*rule.attribute.name == name);
    let attributes = schema
        .attributes
        .iter()
        .filter(|one| one.must_be_sent())
        .map(|one| &*one.name);
    let children = schema.children.iter().filter(|one| one.required);
    for name in attributes.chain(children.map(|one| &*one.name)) {
        if filled(name) {
            continue;
        }
        let mut missing = mistake(
            &codes::MAPPING_REQUIRED,
            fields_at,
            format!("no rule for `{name}`"),
            format!("a rule for `{name}`, which `{}` requires", schema.name),
        );
        // A rule whose attribute does not exist may be the one that is missing here.
        let strangers = rules
            .iter()
            .map(|rule| &*rule.attribute.name)
            .filter(|name| schema.attribute(name).is_none() && schema.child(name).is_none());
        missing.nearest = nearest(name, strangers).map(str::to_owned);
        out.push(missing);
    }
}

/// Rules of comparing for attributes that no rule fills.
fn compared_attributes(mapping: &CheckedMapping, out: &mut Diagnostics) {
    if mapping.comparing.is_empty() {
        return;
    }
    let mut filled = Vec::new();
    paths(&mapping.fields, "", &mut filled);
    for rule in &mapping.comparing {
        let (name, at) = (&*rule.attribute.name, &rule.attribute.at);
        if !filled.iter().any(|path| path == name) {
            let known = filled.iter().map(String::as_str);
            let code = &codes::MAPPING_ATTRIBUTE;
            out.push(unknown_name(
                code,
                at,
                "attribute that a rule fills",
                name,
                known,
            ));
        }
    }
}

/// The paths of all that rules fill: `Name`, `lines`, `lines.Amount`.
fn paths(rules: &[FieldRule], within: &str, into: &mut Vec<String>) {
    for rule in rules {
        let path = format!("{within}{}", rule.attribute.name);
        if let RuleKind::Nested(nested) = &rule.kind {
            paths(&nested.fields, &format!("{path}."), into);
        }
        into.push(path);
    }
}

fn unknown_attribute(attribute: &Named, schema: &ObjectSchema, out: &mut Diagnostics) {
    if !schema.open {
        out.push(unknown_name(
            &codes::MAPPING_ATTRIBUTE,
            &attribute.at,
            "attribute",
            &attribute.name,
            schema.names(),
        ));
    }
}

fn nested_rule(
    attribute: &Named,
    nested: &NestedRule,
    schema: &ObjectSchema,
    out: &mut Diagnostics,
) {
    match (
        schema.child(&attribute.name),
        schema.attribute(&attribute.name),
    ) {
        (Some(child), _) => rules(&nested.fields, child, &nested.fields_at, out),
        (None, Some(_)) => out.push(mistake(
            &codes::MAPPING_ATTRIBUTE_TYPE,
            &attribute.at,
            "nested records (`each`)",
            format!("one value: `{}` has no parts", attribute.name),
        )),
        (None, None) => unknown_attribute(attribute, schema, out),
    }
}

fn value_rule(attribute: &Named, rule: &ValueRule, schema: &ObjectSchema, out: &mut Diagnostics) {
    let Some(accepted) = schema.attribute(&attribute.name) else {
        if schema.child(&attribute.name).is_some() {
            out.push(mistake(
                &codes::MAPPING_ATTRIBUTE_TYPE,
                &attribute.at,
                "a rule for one value",
                format!("nested records (`each`): `{}` has parts", attribute.name),
            ));
        } else {
            unknown_attribute(attribute, schema, out);
        }
        return;
    };
    if accepted.allow_changes == AllowChanges::Never {
        out.push(mistake(
            &codes::MAPPING_ATTRIBUTE,
            &attribute.at,
            format!("a rule for `{}`", attribute.name),
            "no rule: the ERP fills it itself",
        ));
        return;
    }
    if rule.reference.is_none() {
        shaped_type(rule, accepted, out);
    }
    if let RuleInput::Token(token) = &rule.input {
        constant(
            &Value::text("0".repeat(token.length)),
            accepted,
            &token.at,
            out,
        );
    }
    let unshaped = rule.shaping.crosswalk.is_none()
        && rule.shaping.date.is_none()
        && rule.shaping.number.is_none()
        && rule.shaping.form.is_none()
        && rule.shaping.convert.is_none()
        && rule.shaping.period.is_none();
    if let RuleInput::Constant(value, at) = &rule.input
        && unshaped
    {
        constant(value, accepted, at, out);
    }
    if let Some(default) = &rule.default {
        constant(default, accepted, &attribute.at, out);
    }
}

/// A date for a number and the like: rules that could never give a value.
pub(super) fn shaped_type(rule: &ValueRule, accepted: &Attribute, out: &mut Diagnostics) {
    let expected = format!("{} for `{}`", accepted.kind.described(), accepted.name);
    if let Some(form) = &rule.shaping.form
        && !matches!(accepted.kind, AttributeKind::Text | AttributeKind::Any)
    {
        let found = format!("{} (`is`)", form.form.described());
        out.push(mistake(
            &codes::MAPPING_ATTRIBUTE_TYPE,
            &form.at,
            found,
            expected,
        ));
        return;
    }
    if rule.shaping.crosswalk.is_some() {
        return;
    }
    if let Some(period) = &rule.shaping.period {
        if !matches!(accepted.kind, AttributeKind::Text | AttributeKind::Any) {
            out.push(mistake(
                &codes::MAPPING_ATTRIBUTE_TYPE,
                &period.at,
                "the name of a period (`period`)",
                expected,
            ));
        }
        return;
    }
    if let Some(convert) = &rule.shaping.convert
        && matches!(
            accepted.kind,
            AttributeKind::Date | AttributeKind::DateTime | AttributeKind::Boolean
        )
    {
        out.push(mistake(
            &codes::MAPPING_ATTRIBUTE_TYPE,
            &convert.at,
            "a number (`convert`)",
            expected,
        ));
        return;
    }
    if let Some((_, at)) = &rule.shaping.date
        && matches!(
            accepted.kind,
            AttributeKind::Integer | AttributeKind::Number | AttributeKind::Boolean
        )
    {
        out.push(mistake(
            &codes::MAPPING_ATTRIBUTE_TYPE,
            at,
            "a date (`date`)",
            expected,
        ));
    } else if let Some((_, at)) = &rule.shaping.number
        && matches!(
            accepted.kind,
            AttributeKind::Date | AttributeKind::DateTime | AttributeKind::Boolean
        )
    {
        out.push(mistake(
            &codes::MAPPING_ATTRIBUTE_TYPE,
            at,
            "a number (`number`)",
            expected,
        ));
    }
}

fn constant(value: &Value, accepted: &Attribute, at: &Location, out: &mut Diagnostics) {
    if matches!(value, Value::Null) {
        return;
    }
    let mut violations = Vec::new();
    let found = format!("\"{value}\"");
    match convert(value.clone(), accepted.kind) {
        Ok(converted) => accepted.check(&converted, &mut violations),
        Err((_, expected)) => {
            let expected = format!("{expected}, for `{}`", accepted.name);
            out.push(mistake(&codes::MAPPING_ATTRIBUTE_TYPE, at, found, expected));
            return;
        }
    }
    for violation in violations {
        let mut wrong = mistake(
            &codes::MAPPING_ATTRIBUTE_TYPE,
            at,
            found.clone(),
            format!("{}, for `{}`", violation.expected, accepted.name),
        );
        if let Some(allowed) = &accepted.allowed {
            let known = allowed.iter().map(|name| &**name);
            wrong.nearest = nearest(&value.to_string(), known).map(str::to_owned);
        }
        out.push(wrong);
    }
}

/// Attributes that the mapping names beside its rules must have rules.
fn own_names(mapping: &CheckedMapping, out: &mut Diagnostics) {
    let is_value = |name: &str| {
        mapping
            .fields
            .iter()
            .any(|rule| &*rule.attribute.name == name && matches!(rule.kind, RuleKind::Value(_)))
    };
    let uniques = mapping.uniques.iter().flat_map(|one| &one.attributes);
    let own = mapping.business_key.iter().chain(uniques);
    for named in own
        .chain(mapping.rules.others())
        .chain(mapping.rules.days())
    {
        if !is_value(&named.name) {
            out.push(without_rule(named, mapping));
        }
    }
    let mut filled = |named: &Named| {
        if find(&mapping.fields, &named.name).is_none() {
            out.push(without_rule(named, mapping));
        }
    };
    for total in &mapping.totals {
        total.stated_attributes().for_each(&mut filled);
    }
    mapping.rules.amounts().for_each(filled);
    for total in &mapping.totals {
        if let (TotalInput::Column(..), Some(against)) = (&total.sum, &total.against) {
            holds_a_number(against, mapping, out);
        }
    }
    for named in mapping.rules.amounts() {
        holds_a_number(named, mapping, out);
    }
}

/// An attribute that no rule fills, with those that are filled beside it: `lines.Amount` for `lines.Amuont`.
fn without_rule(named: &Named, mapping: &CheckedMapping) -> Diagnostic {
    let mut all = Vec::new();
    paths(&mapping.fields, "", &mut all);
    let beside = |path: &&str| match (named.name.rsplit_once('.'), path.rsplit_once('.')) {
        (Some((parts, _)), Some((own, _))) => parts == own,
        (None, None) => true,
        _ => false,
    };
    let all = || all.iter().map(String::as_str);
    let mut known: Vec<&str> = all().filter(beside).collect();
    if known.is_empty() {
        known = all().collect();
    }
    let what = "attribute with a rule";
    let code = &codes::MAPPING_ATTRIBUTE;
    unknown_name(code, &named.at, what, &named.name, known)
}

fn holds_a_number(named: &Named, mapping: &CheckedMapping, out: &mut Diagnostics) {
    let mut schema = mapping.schema.as_deref();
    let (parts, name) = match named.name.rsplit_once('.') {
        Some((parts, name)) => (Some(parts), name),
        None => (None, &*named.name),
    };
    for part in parts.into_iter().flat_map(|parts| parts.split('.')) {
        schema = schema.and_then(|schema| schema.child(part));
    }
    if let Some(accepted) = schema.and_then(|schema| schema.attribute(name))
        && !matches!(
            accepted.kind,
            AttributeKind::Number | AttributeKind::Integer | AttributeKind::Any
        )
    {
        out.push(mistake(
            &codes::MAPPING_ATTRIBUTE_TYPE,
            &named.at,
            format!("`{}`, {}", named.name, accepted.kind.described()),
            "an attribute that holds a number",
        ));
    }
}

/// The rule of a path: `Amount`, `lines.Amount`.
fn find<'a>(rules: &'a [FieldRule], path: &str) -> Option<&'a FieldRule> {
    let (first, rest) = match path.split_once('.') {
        Some((first, rest)) => (first, Some(rest)),
        None => (path, None),
    };
    let rule = rules.iter().find(|rule| &*rule.attribute.name == first)?;
    match (rest, &rule.kind) {
        (None, RuleKind::Value(_)) => Some(rule),
        (Some(rest), RuleKind::Nested(nested)) => find(&nested.fields, rest),
        (None, RuleKind::Nested(_)) | (Some(_), RuleKind::Value(_)) => None,
    }
}
