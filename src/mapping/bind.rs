//! Binds a mapping to the columns of really opened files: names become slots.

use std::collections::HashMap;

use landbridge_contract::{ColumnInfo, Name, Text, Value};

use super::convert::convert;
use super::expression::{Expression, RUN_DATE};
use super::functions::NumberForm;
use super::model::{
    CheckedMapping, EachSource, FieldRule, Named, NestedRule, RuleInput, RuleKind, TotalInput,
    TotalRule, ValueRule,
};
use super::plan::{
    Body, BoundExpression, BoundInput, BoundName, BoundNested, BoundRule, BoundShape, BoundValue,
    CheckPlan, JoinPlan, NestedFrom, Plan, TotalAmount, TotalGroup, TotalPlan, UniquePlan,
};
use super::scope::Scope;
use crate::diagnose::{Diagnostics, codes};
use crate::project::{mistake, unknown_name};
use crate::schema::ObjectSchema;

/// The columns of the files that a mapping reads.
#[derive(Debug, Clone, Copy, Default)]
pub struct SourceColumns<'a> {
    /// Of the main source; none where its records name their own fields, or the file could not
    /// be opened and that has been said.
    pub main: Option<&'a [ColumnInfo]>,
    /// Of each of [`CheckedMapping::joins`]; missing ones count as none.
    pub joins: &'a [Option<Vec<ColumnInfo>>],
}

/// Brings a mapping to a plan, or says all columns and names that do not exist. A mapping with
/// mistakes of other kinds can be bound too, to find these as well; its plan is of no use then.
pub fn bind(mapping: &CheckedMapping, columns: SourceColumns<'_>) -> Result<Plan, Diagnostics> {
    let mut binder = Binder {
        columns,
        joins: Vec::new(),
        crosswalks: Vec::new(),
        personal_attributes: Vec::new(),
        keys: mapping
            .business_key
            .iter()
            .map(|part| part.name.clone())
            .collect(),
        out: Diagnostics::default(),
    };
    let mut scope = Scope::new(columns.main);
    let plan = binder.plan(mapping, &mut scope);
    if binder.out.has_errors() {
        Err(binder.out)
    } else {
        Ok(plan)
    }
}

struct Binder<'a> {
    columns: SourceColumns<'a>,
    joins: Vec<JoinPlan>,
    crosswalks: Vec<Name>,
    personal_attributes: Vec<Name>,
    keys: Vec<Name>,
    out: Diagnostics,
}

impl Binder<'_> {
    fn plan(&mut self, mapping: &CheckedMapping, scope: &mut Scope) -> Plan {
        mark_personal(&mapping.fields, scope);
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
        let checks = mapping
            .checks
            .iter()
            .map(|check| CheckPlan {
                otherwise: check.otherwise.clone(),
                severity: check.severity,
                that: self.bind_check(&check.that, scope, &rule_index, &personal_rules),
            })
            .collect();
        let uniques = mapping
            .uniques
            .iter()
            .map(|unique| {
                let rules: Vec<usize> = unique
                    .attributes
                    .iter()
                    .filter_map(|named| rule_index.get(&*named.name).copied())
                    .collect();
                UniquePlan {
                    attributes: unique
                        .attributes
                        .iter()
                        .map(|one| one.name.clone())
                        .collect(),
                    severity: unique.severity,
                    personal: rules
                        .iter()
                        .any(|rule| personal_rules.get(*rule).copied().unwrap_or(false)),
                    rules,
                }
            })
            .collect();
        let totals = mapping
            .totals
            .iter()
            .map(|total| self.total(total, mapping, scope, &rule_index))
            .collect();
        let business_key = mapping
            .business_key
            .iter()
            .filter_map(|part| Some((part.name.clone(), *rule_index.get(&*part.name)?)))
            .collect();
        Plan {
            object: Name::clone(&mapping.object),
            projection: scope.projection(),
            body: Body {
                selection,
                rules,
                personal: scope.personal(),
                says_notices: true,
            },
            joins: std::mem::take(&mut self.joins),
            checks,
            uniques,
            totals,
            business_key,
            crosswalks: std::mem::take(&mut self.crosswalks),
            references: mapping
                .references()
                .iter()
                .map(|one| one.name.clone())
                .collect(),
            personal_columns: scope.personal(),
            personal_attributes: std::mem::take(&mut self.personal_attributes),
        }
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
        let (input, personal_input) = match &rule.input {
            RuleInput::Column(column) => {
                let slot = scope.slot(column, &mut self.out);
                (BoundInput::Slot(slot), scope.is_personal(&column.name))
            }
            RuleInput::Constant(value, _) => (BoundInput::Constant(value.clone()), false),
            RuleInput::Expression(expression) => {
                let bound = self.expression(expression, scope);
                let personal = bound.personal;
                (BoundInput::Expression(bound), personal)
            }
            RuleInput::Unclear => (BoundInput::Constant(Value::Null), false),
        };
        let accepted = schema
            .and_then(|schema| schema.attribute(&attribute.name))
            .cloned();
        let default = rule.default.clone().map(|default| match &accepted {
            // A default that does not fit has been said by `conform`.
            Some(accepted) => convert(default, accepted.kind).unwrap_or_else(|(as_is, _)| as_is),
            None => default,
        });
        let is_key = !field.contains('.') && self.keys.contains(&attribute.name);
        let personal = rule.personal || personal_input;
        if personal {
            self.personal_attributes.push(Name::from(field.as_str()));
        }
        BoundValue {
            attribute: Name::clone(&attribute.name),
            field,
            input,
            shape: BoundShape {
                clean: rule.shaping.clean.clone().into(),
                case: rule.shaping.case,
                pad: rule.shaping.pad,
                number: rule.shaping.number.as_ref().map(|(form, _)| *form),
                date: rule
                    .shaping
                    .date
                    .as_ref()
                    .map(|(patterns, _)| patterns.clone()),
                crosswalk: rule
                    .shaping
                    .crosswalk
                    .as_ref()
                    .map(|named| (self.crosswalk(named), named.name.clone())),
            },
            default,
            required: rule.required || accepted.as_ref().is_some_and(|one| one.required),
            is_key,
            send_null: rule.send_null,
            personal,
            reference: rule.reference.as_ref().map(|one| one.name.clone()),
            accepted,
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
                if scope.tells_columns() {
                    self.out.push(mistake(
                        &codes::MAPPING_COLUMN,
                        &path.at,
                        format!(
                            "the path \"{}\" in a source without nested parts",
                            path.name
                        ),
                        "a sheet or file with `on`",
                    ));
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
                let mut inner = Scope::new(columns);
                let mut personal = false;
                mark_personal(&rule.fields, &mut inner);
                let (mut main_slots, mut joined_slots) = (Vec::new(), Vec::new());
                for (here, there) in on {
                    main_slots.push(scope.slot(here, &mut self.out));
                    joined_slots.push(inner.slot(there, &mut self.out));
                    if scope.is_personal(&here.name) {
                        inner.mark_personal(&there.name);
                    }
                    personal |= inner.is_personal(&there.name);
                }
                self.joins.push(JoinPlan {
                    attribute: Name::clone(&attribute.name),
                    source: source.clone(),
                    projection: landbridge_contract::Projection::default(),
                    personal,
                    main_slots,
                    joined_slots,
                });
                let body = self.body(rule, schema, &field, &mut inner, true);
                if let Some(join) = self.joins.get_mut(index) {
                    join.projection = inner.projection();
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

    fn total(
        &mut self,
        total: &TotalRule,
        mapping: &CheckedMapping,
        scope: &mut Scope,
        rule_index: &HashMap<&str, usize>,
    ) -> TotalPlan {
        let over = total
            .each
            .as_ref()
            .map(|each| self.total_over(each, mapping, scope));
        let nested = over.map_or(&mapping.fields, |(_, rules)| rules);
        let prefix = total
            .each
            .as_ref()
            .and_then(|each| nested_attribute(mapping, each));
        let over = over.map(|(from, _)| from);
        let (amount, personal) = self.total_amount(&total.sum, nested, over, scope);
        let same_column = match &total.sum {
            TotalInput::Column(column, _) => rule_of_column(nested, &column.name),
            TotalInput::Expression(_) => None,
        };
        let against = total
            .against
            .as_ref()
            .map(|one| one.name.clone())
            .or_else(|| {
                let name = &same_column?.attribute.name;
                Some(Name::from(path(prefix.unwrap_or_default(), name).as_str()))
            });
        let group_rule = total
            .by
            .as_ref()
            .and_then(|by| rule_of_column(&mapping.fields, &by.name));
        let against_by = total
            .against_by
            .as_ref()
            .map(|one| one.name.clone())
            .or_else(|| group_rule.map(|rule| rule.attribute.name.clone()));
        TotalPlan {
            name: total.name.clone(),
            against,
            group: total.by.as_ref().map(|by| TotalGroup {
                slot: scope.slot(by, &mut self.out),
                rule: group_rule.and_then(|rule| rule_index.get(&*rule.attribute.name).copied()),
            }),
            against_by,
            over,
            amount,
            personal,
        }
    }

    /// The nested records of a total: a rule's, by its path, sheet or attribute; else a path.
    fn total_over<'m>(
        &mut self,
        each: &Named,
        mapping: &'m CheckedMapping,
        scope: &mut Scope,
    ) -> (NestedFrom, &'m Vec<FieldRule>) {
        let mut joins = 0;
        for rule in &mapping.fields {
            let RuleKind::Nested(nested) = &rule.kind else {
                continue;
            };
            let named = rule.attribute.name == each.name;
            match &nested.each {
                EachSource::Path(path) if named || path.name == each.name => {
                    return (NestedFrom::Child(scope.child(&path.name)), &nested.fields);
                }
                EachSource::Join { source, .. } => {
                    let sheet = source.options.text("sheet");
                    if named || sheet.as_deref() == Some(&*each.name) {
                        return (NestedFrom::Join(joins), &nested.fields);
                    }
                    joins += 1;
                }
                EachSource::Path(_) => {}
            }
        }
        if scope.tells_columns() {
            let known = mapping
                .fields
                .iter()
                .filter(|rule| matches!(rule.kind, RuleKind::Nested(_)))
                .map(|rule| &*rule.attribute.name);
            self.out.push(unknown_name(
                &codes::MAPPING_ATTRIBUTE,
                &each.at,
                "attribute of nested records",
                &each.name,
                known,
            ));
        }
        static NO_RULES: Vec<FieldRule> = Vec::new();
        (NestedFrom::Child(scope.child(&each.name)), &NO_RULES)
    }

    fn total_amount(
        &mut self,
        sum: &TotalInput,
        rules: &[FieldRule],
        over: Option<NestedFrom>,
        main: &mut Scope,
    ) -> (TotalAmount, bool) {
        let mut joined = Scope::default();
        let mut join = None;
        let scope = match over {
            None => main,
            Some(NestedFrom::Child(child)) => main.child_mut(child).unwrap_or(&mut joined),
            Some(NestedFrom::Join(index)) => {
                let columns = self.columns.joins.get(index).and_then(Option::as_deref);
                joined = Scope::new(columns);
                // The join's slots are given; new ones follow them.
                let given = self
                    .joins
                    .get(index)
                    .map(|join| join.projection.fields.clone());
                for name in given.unwrap_or_default() {
                    joined.reserve(&name);
                }
                mark_personal(rules, &mut joined);
                join = Some(index);
                &mut joined
            }
        };
        let bound = match sum {
            TotalInput::Column(column, stated) => {
                let slot = scope.slot(column, &mut self.out);
                let own = rule_of_column(rules, &column.name).and_then(|rule| match &rule.kind {
                    RuleKind::Value(value) => value.shaping.number.as_ref().map(|(form, _)| *form),
                    RuleKind::Nested(_) => None,
                });
                let amount = TotalAmount::Slot {
                    column: column.name.clone(),
                    slot,
                    form: stated.or(own).unwrap_or(NumberForm::PLAIN),
                };
                (amount, scope.is_personal(&column.name))
            }
            TotalInput::Expression(expression) => {
                let bound = self.expression(expression, scope);
                let personal = bound.personal;
                (TotalAmount::Expression(bound), personal)
            }
        };
        if let Some(join) = join.and_then(|index| self.joins.get_mut(index)) {
            join.projection = joined.projection();
        }
        bound
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

/// Marks the columns that personal rules read, so that no other rule shows them.
fn mark_personal(rules: &[FieldRule], scope: &mut Scope) {
    for rule in rules {
        match &rule.kind {
            RuleKind::Value(value) if value.personal => match &value.input {
                RuleInput::Column(column) => scope.mark_personal(&column.name),
                RuleInput::Expression(expression) => expression
                    .names
                    .iter()
                    .for_each(|named| scope.mark_personal(&named.name)),
                RuleInput::Constant(..) | RuleInput::Unclear => {}
            },
            RuleKind::Nested(nested) => match &nested.each {
                EachSource::Path(path) => {
                    let child = scope.child(&path.name);
                    if let Some(inner) = scope.child_mut(child) {
                        mark_personal(&nested.fields, inner);
                    }
                }
                // What is personal there is personal here, where both hold the key.
                EachSource::Join { on, .. } => {
                    let mut there = Scope::default();
                    mark_personal(&nested.fields, &mut there);
                    for (own, joined) in on {
                        if there.is_personal(&joined.name) {
                            scope.mark_personal(&own.name);
                        }
                    }
                }
            },
            RuleKind::Value(_) => {}
        }
    }
}

fn path(within: &str, attribute: &str) -> Text {
    if within.is_empty() {
        return Text::from(attribute);
    }
    compact_str::format_compact!("{within}.{attribute}")
}

fn rule_of_column<'a>(rules: &'a [FieldRule], column: &str) -> Option<&'a FieldRule> {
    rules.iter().find(|rule| match &rule.kind {
        RuleKind::Value(value) => {
            matches!(&value.input, RuleInput::Column(own) if &*own.name == column)
                && value.reference.is_none()
        }
        RuleKind::Nested(_) => false,
    })
}

fn nested_attribute<'a>(mapping: &'a CheckedMapping, each: &Named) -> Option<&'a str> {
    mapping.fields.iter().find_map(|rule| {
        let RuleKind::Nested(nested) = &rule.kind else {
            return None;
        };
        let named = match &nested.each {
            EachSource::Path(path) => path.name == each.name,
            EachSource::Join { source, .. } => {
                source.options.text("sheet").as_deref() == Some(&*each.name)
            }
        };
        (named || rule.attribute.name == each.name).then_some(&*rule.attribute.name)
    })
}
