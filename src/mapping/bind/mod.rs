//! Binds a mapping to the columns of really opened files: names become slots.

mod lookups;
mod record_rules;
mod shaping;
mod tokens;
mod totals;

use self::lookups::Lookups;
pub(in crate::mapping) use self::tokens::say_tokens;
use std::collections::HashMap;

use landbridge_contract::{ColumnInfo, Name, PartColumns, Text, Value};

use super::convert::convert;
use super::explode::{say_columns, seen};
use super::expression::{Expression, RUN_DATE};
use super::group::GroupPlan;
use super::model::{
    CheckedMapping, EachSource, FieldRule, Named, NestedRule, ReferencePlace, ReferenceRule,
    RuleInput, RuleKind, SourceSpec, UniqueRule, ValueRule,
};
use super::personal::mark_source;
use super::plan::{
    Body, BoundExpression, BoundInput, BoundName, BoundNested, BoundRule, BoundValue, CheckPlan,
    JoinPlan, NestedFrom, Plan, UniquePlan,
};
use super::rehearsal::Rehearsing;
use super::scope::Scope;
use super::subject::Subject;
use crate::diagnose::{Diagnostic, Diagnostics, codes, nearest};
use crate::project::{mistake, unknown_name};
use crate::schema::{Attribute, ObjectSchema};

/// The columns of the files that a mapping reads.
#[derive(Debug, Clone, Copy, Default)]
pub struct SourceColumns<'a> {
    /// Of the main source; none where its records name their own fields, or the file could not
    /// be opened and that has been said.
    pub main: Option<&'a [ColumnInfo]>,
    /// Of each of [`CheckedMapping::joins`]; missing ones count as none.
    pub joins: &'a [Option<Vec<ColumnInfo>>],
    /// Of each of [`CheckedMapping::lookups`]; missing ones count as none.
    pub lookups: &'a [Option<Vec<ColumnInfo>>],
}

/// Brings a mapping to a plan, or says all columns and names that do not exist. A mapping with
/// mistakes of other kinds can be bound too, to find these as well; its plan is of no use then.
pub fn bind(mapping: &CheckedMapping, columns: SourceColumns<'_>) -> Result<Plan, Diagnostics> {
    bind_nested(mapping, columns, &[])
}

/// As [`bind`], for a main source that tells its columns and has nested parts. Columns and parts are those of
/// the rows, as they were before these are taken apart or put together.
pub fn bind_nested(
    mapping: &CheckedMapping,
    columns: SourceColumns<'_>,
    parts: &[PartColumns],
) -> Result<Plan, Diagnostics> {
    let mut out = Diagnostics::default();
    say_columns(&mapping.source.explode, columns.main, &mut out);
    let main = columns.main.map(|rows| seen(&mapping.source, rows, parts));
    let (main, parts) = main.map_or((None, Vec::new()), |(main, parts)| (Some(main), parts));
    let joins = of_others(mapping.joins(), columns.joins, &mut out);
    let lookups = mapping.lookups.iter().map(|lookup| &lookup.source);
    let lookups = of_others(lookups, columns.lookups, &mut out);
    let columns = SourceColumns {
        main: main.as_deref(),
        joins: &joins,
        lookups: &lookups,
    };
    let mut binder = Binder {
        columns,
        joins: Vec::new(),
        lookups: Lookups::of(mapping, columns.lookups),
        crosswalks: Vec::new(),
        personal_attributes: Vec::new(),
        keys: mapping
            .business_key
            .iter()
            .map(|part| part.name.clone())
            .collect(),
        prefixed: mapping.prefixed.clone(),
        out,
    };
    let mut scope = Scope::new(columns.main)
        .with_parts(&parts)
        .shaped(&mapping.source);
    let plan = binder.plan(mapping, &mut scope);
    if binder.out.has_errors() {
        Err(binder.out)
    } else {
        Ok(plan)
    }
}

/// The columns of the records of other sources, where their rows have these.
fn of_others<'a>(
    sources: impl IntoIterator<Item = &'a SourceSpec>,
    rows: &[Option<Vec<ColumnInfo>>],
    out: &mut Diagnostics,
) -> Vec<Option<Vec<ColumnInfo>>> {
    let sources = sources.into_iter().zip(rows);
    sources
        .map(|(source, rows)| {
            say_columns(&source.explode, rows.as_deref(), out);
            Some(seen(source, rows.as_deref()?, &[]).0)
        })
        .collect()
}

struct Binder<'a> {
    columns: SourceColumns<'a>,
    /// With the names of each, which control totals read too.
    joins: Vec<(JoinPlan, Scope)>,
    lookups: Lookups<'a>,
    crosswalks: Vec<Name>,
    personal_attributes: Vec<Name>,
    keys: Vec<Name>,
    prefixed: Vec<Name>,
    out: Diagnostics,
}

impl Binder<'_> {
    fn plan(&mut self, mapping: &CheckedMapping, scope: &mut Scope) -> Plan {
        mark_source(&mapping.source, &mapping.fields, scope, &self.lookups.taken);
        let schema = mapping.schema.as_deref();
        let selection = self.selection(mapping.selection.as_ref(), scope);
        let rules = self.rules(&mapping.fields, schema, "", scope);
        let rule_index: HashMap<&str, usize> = mapping
            .fields
            .iter()
            .enumerate()
            .filter(|(_, rule)| matches!(rule.kind, RuleKind::Value(_)))
            .map(|(index, rule)| (&*rule.attribute.name, index))
            .collect();
        let personal_rules: Vec<bool> = rules.iter().map(BoundRule::is_personal).collect();
        let checks = self.checks(mapping, scope, &rule_index, &personal_rules);
        let uniques = mapping
            .uniques
            .iter()
            .map(|unique| bind_unique(unique, &rule_index, &personal_rules))
            .collect();
        let totals = mapping
            .totals
            .iter()
            .map(|total| self.total(total, mapping, scope))
            .collect();
        let business_key = mapping
            .business_key
            .iter()
            .filter_map(|part| Some((part.name.clone(), *rule_index.get(&*part.name)?)))
            .collect();
        let record_rules = self.record_rules(mapping, &rules);
        let tokens = tokens::tokens(mapping, &rule_index);
        let group = mapping.source.group.as_deref();
        let group = group.map(|spec| GroupPlan::of(spec, &[&mapping.fields], scope, &mut self.out));
        Plan {
            object: Name::clone(&mapping.object),
            projection: scope.projection(),
            body: Body {
                selection,
                rules,
                personal: scope.personal(),
                hides_all: scope.hides_all(),
                says_notices: true,
            },
            joins: self.join_plans(),
            lookups: self.lookups.plans(),
            explode: mapping.source.explode.clone(),
            group,
            checks,
            uniques,
            tokens,
            record_rules,
            totals,
            business_key,
            crosswalks: std::mem::take(&mut self.crosswalks),
            references: mapping
                .references()
                .iter()
                .map(|one| one.name.clone())
                .collect(),
            severities: mapping.severities.clone(),
            personal_columns: scope.personal(),
            personal_attributes: std::mem::take(&mut self.personal_attributes),
            rehearsing: Rehearsing::default(),
            form: None,
        }
    }

    /// All joins, with what is wanted of their records.
    fn join_plans(&mut self) -> Vec<JoinPlan> {
        let bound = std::mem::take(&mut self.joins);
        let plans = bound.into_iter().map(|(plan, scope)| JoinPlan {
            projection: scope.projection(),
            ..plan
        });
        plans.collect()
    }

    fn checks(
        &mut self,
        mapping: &CheckedMapping,
        scope: &mut Scope,
        attributes: &HashMap<&str, usize>,
        personal_rules: &[bool],
    ) -> Vec<CheckPlan> {
        let checks = mapping.checks.iter();
        checks
            .map(|check| CheckPlan {
                otherwise: check.otherwise.clone(),
                severity: check.severity,
                that: self.bind_check(&check.that, scope, attributes, personal_rules),
            })
            .collect()
    }

    fn rules(
        &mut self,
        rules: &[FieldRule],
        schema: Option<&ObjectSchema>,
        within: &str,
        scope: &mut Scope,
    ) -> Vec<BoundRule> {
        let mut paths_seen: Vec<usize> = Vec::new();
        rules
            .iter()
            .map(|rule| {
                let field = path(within, &rule.attribute.name);
                match &rule.kind {
                    RuleKind::Value(value) => BoundRule::Value(Box::new(self.value(
                        &rule.attribute,
                        value,
                        schema,
                        field,
                        scope,
                    ))),
                    RuleKind::Nested(nested) => BoundRule::Nested(Box::new(self.nested(
                        &rule.attribute,
                        nested,
                        schema.and_then(|schema| schema.child(&rule.attribute.name)),
                        field,
                        scope,
                        &mut paths_seen,
                    ))),
                }
            })
            .collect()
    }

    fn value(
        &mut self,
        attribute: &Named,
        rule: &ValueRule,
        schema: Option<&ObjectSchema>,
        field: Text,
        scope: &mut Scope,
    ) -> BoundValue {
        let (input, personal_input) = self.input(&rule.input, scope);
        let accepted = schema
            .and_then(|schema| schema.attribute(&attribute.name))
            .cloned();
        let default = rule.default.clone().map(|default| match &accepted {
            // A default that does not fit has been said by `conform`.
            Some(accepted) => convert(default, accepted.kind).unwrap_or_else(|(as_is, _)| as_is),
            None => default,
        });
        let is_own = !field.contains('.');
        let is_key = is_own && self.keys.contains(&attribute.name);
        let when = rule.when.as_ref().map(|when| self.expression(when, scope));
        let personal_default = rule
            .default_from
            .as_ref()
            .is_some_and(|column| scope.is_personal(&column.name));
        let default_slot = rule
            .default_from
            .as_ref()
            .map(|column| scope.slot(column, &mut self.out));
        let mut beside = rule.shaping.columns();
        let personal_beside = beside.any(|column| scope.is_personal(&column.name));
        let personal = rule.personal || personal_input || personal_default || personal_beside;
        if personal {
            self.personal_attributes.push(Name::from(field.as_str()));
        }
        BoundValue {
            attribute: Name::clone(&attribute.name),
            field,
            input,
            shape: self.shape(&rule.shaping, scope),
            when,
            default,
            default_slot,
            required: rule.required || accepted.as_ref().is_some_and(|one| one.required),
            prefixed: is_own && self.prefixed.contains(&attribute.name),
            is_key,
            send_null: rule.send_null,
            personal,
            asks: asks(rule, accepted.as_ref()),
            reference: rule.reference.as_ref().map(ReferenceRule::name),
            gives_key: rule.reference.as_ref().is_some_and(|one| one.gives_key),
            accepted,
        }
    }

    /// Where a value comes from, and whether that is personal.
    fn input(&mut self, input: &RuleInput, scope: &mut Scope) -> (BoundInput, bool) {
        match input {
            RuleInput::Column(column) => {
                let slot = scope.slot(column, &mut self.out);
                (BoundInput::Slot(slot), scope.is_personal(&column.name))
            }
            RuleInput::Columns { columns, join } => {
                let personal = columns.iter().any(|one| scope.is_personal(&one.name));
                let slots = columns
                    .iter()
                    .map(|column| scope.slot(column, &mut self.out))
                    .collect();
                let join = join.clone();
                (BoundInput::Slots { slots, join }, personal)
            }
            RuleInput::Constant(value, _) => (BoundInput::Constant(value.clone()), false),
            RuleInput::Expression(expression) => {
                let bound = self.expression(expression, scope);
                let personal = bound.personal;
                (BoundInput::Expression(bound), personal)
            }
            RuleInput::Token(_) => (BoundInput::Token, false),
            RuleInput::Lookup(lookup) => self
                .lookups
                .bind(lookup, scope, &mut self.out)
                .unwrap_or((BoundInput::Constant(Value::Null), false)),
            RuleInput::Unclear => (BoundInput::Constant(Value::Null), false),
        }
    }

    fn crosswalk(&mut self, named: &Named) -> usize {
        let known = self.crosswalks.iter().position(|own| *own == named.name);
        known.unwrap_or_else(|| {
            self.crosswalks.push(named.name.clone());
            self.crosswalks.len() - 1
        })
    }

    fn nested(
        &mut self,
        attribute: &Named,
        rule: &NestedRule,
        schema: Option<&ObjectSchema>,
        field: Text,
        scope: &mut Scope,
        paths_seen: &mut Vec<usize>,
    ) -> BoundNested {
        let (from, body) = match &rule.each {
            EachSource::Path(path) => {
                if !scope.may_nest(&path.name) {
                    self.out.push(no_such_part(path, scope));
                }
                let child = scope.child(&path.name);
                let says_notices = !paths_seen.contains(&child);
                paths_seen.push(child);
                let mut unused = Scope::default();
                let inner = scope.child_mut(child).unwrap_or(&mut unused);
                let body = self.body(rule, schema, &field, inner, says_notices);
                (NestedFrom::Child(child), body)
            }
            EachSource::Join { source, on } => {
                let index = self.joins.len();
                let columns = self.columns.joins.get(index).and_then(Option::as_deref);
                let mut inner = Scope::new(columns).shaped(source);
                for (here, there) in on {
                    if scope.is_personal(&here.name) {
                        inner.mark_personal(&there.name);
                    }
                }
                mark_source(source, &rule.fields, &mut inner, &self.lookups.taken);
                let (mut main_slots, mut joined_slots) = (Vec::new(), Vec::new());
                for (here, there) in on {
                    main_slots.push(scope.slot(here, &mut self.out));
                    joined_slots.push(inner.slot(there, &mut self.out));
                }
                let plan = JoinPlan {
                    attribute: Name::clone(&attribute.name),
                    source: source.clone(),
                    projection: landbridge_contract::Projection::default(),
                    personal: on.iter().any(|(_, there)| inner.is_personal(&there.name)),
                    main_slots,
                    joined_slots,
                };
                self.joins.push((plan, Scope::default()));
                let body = self.body(rule, schema, &field, &mut inner, true);
                if let Some((_, scope)) = self.joins.get_mut(index) {
                    *scope = inner;
                }
                (NestedFrom::Join(index), body)
            }
        };
        BoundNested {
            attribute: Name::clone(&attribute.name),
            field,
            from,
            body,
            required: schema.is_some_and(|schema| schema.required),
            many: schema.is_none_or(|schema| schema.many),
        }
    }

    fn body(
        &mut self,
        rule: &NestedRule,
        schema: Option<&ObjectSchema>,
        field: &str,
        scope: &mut Scope,
        says_notices: bool,
    ) -> Body {
        Body {
            selection: self.selection(rule.selection.as_ref(), scope),
            rules: self.rules(&rule.fields, schema, field, scope),
            personal: scope.personal(),
            hides_all: scope.hides_all(),
            says_notices,
        }
    }

    fn selection(
        &mut self,
        selection: Option<&Expression>,
        scope: &mut Scope,
    ) -> Option<BoundExpression> {
        selection.map(|selection| self.expression(selection, scope))
    }

    /// Binds names to columns.
    fn expression(&mut self, expression: &Expression, scope: &mut Scope) -> BoundExpression {
        self.bind_check(expression, scope, &HashMap::new(), &[])
    }

    /// Binds names to attributes and, where no attribute has the name, to columns.
    fn bind_check(
        &mut self,
        expression: &Expression,
        scope: &mut Scope,
        attributes: &HashMap<&str, usize>,
        personal_rules: &[bool],
    ) -> BoundExpression {
        let mut personal = false;
        let inputs = expression
            .names
            .iter()
            .map(|named| {
                if &*named.name == RUN_DATE {
                    return BoundName::RunDate;
                }
                if let Some(rule) = attributes.get(&*named.name) {
                    personal |= personal_rules.get(*rule).copied().unwrap_or(false);
                    return BoundName::Attribute(*rule);
                }
                personal |= scope.is_personal(&named.name);
                BoundName::Slot(self.expression_slot(named, scope, attributes))
            })
            .collect();
        BoundExpression {
            expression: expression.clone(),
            inputs,
            personal,
        }
    }

    fn expression_slot(
        &mut self,
        named: &Named,
        scope: &mut Scope,
        attributes: &HashMap<&str, usize>,
    ) -> usize {
        if !scope.may_have(&named.name) && !attributes.is_empty() {
            let mut known: Vec<&str> = attributes.keys().copied().collect();
            known.sort_unstable();
            known.extend(scope.columns());
            self.out.push(unknown_name(
                &codes::MAPPING_COLUMN,
                &named.at,
                "attribute or column",
                &named.name,
                known,
            ));
            return scope.slot(named, &mut Diagnostics::default());
        }
        scope.slot(named, &mut self.out)
    }
}

/// A path at which the source has no nested records, with those at which it has some.
fn no_such_part(path: &Named, scope: &Scope) -> Diagnostic {
    let found = format!(
        "the path \"{}\" in a source without such nested records",
        path.name
    );
    let known: Vec<&str> = scope.paths().collect();
    let expected = if known.is_empty() {
        "a sheet or file with `on`".to_owned()
    } else {
        format!("one of {}, or a sheet or file with `on`", known.join(", "))
    };
    Diagnostic {
        nearest: nearest(&path.name, known).map(str::to_owned),
        ..mistake(&codes::MAPPING_COLUMN, &path.at, found, expected)
    }
}

fn bind_unique(
    unique: &UniqueRule,
    rule_index: &HashMap<&str, usize>,
    personal_rules: &[bool],
) -> UniquePlan {
    let names = unique.attributes.iter().map(|one| &one.name);
    let rules: Vec<usize> = names
        .clone()
        .filter_map(|name| rule_index.get(&**name).copied())
        .collect();
    let is_personal = |rule: &usize| personal_rules.get(*rule).copied().unwrap_or(false);
    UniquePlan {
        attributes: names.cloned().collect(),
        severity: unique.severity,
        personal: rules.iter().any(is_personal),
        rules,
    }
}

impl BoundRule {
    fn is_personal(&self) -> bool {
        match self {
            Self::Value(value) => value.personal,
            Self::Nested(_) => false,
        }
    }
}

fn path(within: &str, attribute: &str) -> Text {
    if within.is_empty() {
        return Text::from(attribute);
    }
    compact_str::format_compact!("{within}.{attribute}")
}

/// What the ERP must be asked about a value of this rule, if anything.
fn asks(rule: &ValueRule, accepted: Option<&Attribute>) -> Option<Subject> {
    match &rule.reference {
        Some(reference) if reference.place == ReferencePlace::Erp => {
            Some(Subject::record(&reference.name()))
        }
        Some(_) => None,
        None => accepted?.list.as_ref().map(Subject::list),
    }
}
