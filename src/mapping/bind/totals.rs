//! Binds control totals, and finds the attribute that each must agree with.

use std::collections::HashMap;

use landbridge_contract::Name;

use super::{Binder, path};
use crate::diagnose::{Diagnostic, codes};
use crate::mapping::explode::spread_personal;
use crate::mapping::functions::NumberForm;
use crate::mapping::model::{
    CheckedMapping, EachSource, FieldRule, Named, RuleInput, RuleKind, TotalInput, TotalRule,
};
use crate::mapping::plan::{NestedFrom, TotalAmount, TotalGroup, TotalPlan};
use crate::mapping::scope::Scope;
use crate::project::{mistake, unknown_name};

/// The rules of nested records that no rule fills.
static NO_RULES: Vec<FieldRule> = Vec::new();

impl Binder<'_> {
    pub(super) fn total(
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
        if let Some(against_by) = &against_by
            && self.personal_attributes.contains(against_by)
        {
            let by = total.against_by.as_ref().or(total.by.as_ref());
            self.grouped_by_personal(by, "attribute", against_by);
        }
        // A column that a rule of the nested records reads is theirs, and so is the group.
        let inner = |by: &Named| match over {
            Some(NestedFrom::Child(child)) if rule_of_column(nested, &by.name).is_some() => {
                Some(child)
            }
            _ => None,
        };
        let group_slot =
            total.by.as_ref().map(
                |by| match inner(by).and_then(|child| scope.child_mut(child)) {
                    Some(scope) => (self.group_slot(by, scope), true),
                    None => (self.group_slot(by, scope), false),
                },
            );
        TotalPlan {
            name: total.name.clone(),
            against,
            group: group_slot.map(|(slot, nested)| TotalGroup {
                slot,
                nested,
                rule: group_rule.and_then(|rule| rule_index.get(&*rule.attribute.name).copied()),
            }),
            against_by,
            declared: total.declared.clone(),
            over,
            amount,
            personal,
        }
    }

    fn group_slot(&mut self, by: &Named, scope: &mut Scope) -> usize {
        if scope.is_personal(&by.name) {
            self.grouped_by_personal(Some(by), "column", &by.name);
        }
        scope.slot(by, &mut self.out)
    }

    /// The names of groups stand in the ledger and in every report.
    fn grouped_by_personal(&mut self, by: Option<&Named>, what: &str, name: &Name) {
        let Some(by) = by else { return };
        let said = |one: &Diagnostic| {
            one.code == &codes::MAPPING_PERSONAL && one.at.as_ref() == Some(&by.at)
        };
        if !self.out.0.iter().any(said) {
            self.out.push(mistake(
                &codes::MAPPING_PERSONAL,
                &by.at,
                format!("groups by the {what} \"{name}\", which holds personal values"),
                "a column whose values may stand in a report",
            ));
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
        if !scope.may_nest(&each.name) {
            let known = mapping
                .fields
                .iter()
                .filter(|rule| matches!(rule.kind, RuleKind::Nested(_)))
                .map(|rule| &*rule.attribute.name)
                .chain(scope.paths());
            self.out.push(unknown_name(
                &codes::MAPPING_ATTRIBUTE,
                &each.at,
                "attribute of nested records",
                &each.name,
                known,
            ));
        }
        let child = scope.child(&each.name);
        // No rule reads these records: what is personal of their cells is not marked there yet.
        spread_personal(&mapping.source, scope);
        (NestedFrom::Child(child), &NO_RULES)
    }

    fn total_amount(
        &mut self,
        sum: &TotalInput,
        rules: &[FieldRule],
        over: Option<NestedFrom>,
        main: &mut Scope,
    ) -> (TotalAmount, bool) {
        let mut unused = Scope::default();
        match over {
            None => self.amount_of(sum, rules, main),
            Some(NestedFrom::Child(child)) => {
                self.amount_of(sum, rules, main.child_mut(child).unwrap_or(&mut unused))
            }
            Some(NestedFrom::Join(index)) => {
                let of_join = self.joins.get_mut(index).map(|(_, scope)| scope);
                let mut scope = of_join.map(std::mem::take).unwrap_or_default();
                let amount = self.amount_of(sum, rules, &mut scope);
                if let Some((_, place)) = self.joins.get_mut(index) {
                    *place = scope;
                }
                amount
            }
        }
    }

    fn amount_of(
        &mut self,
        sum: &TotalInput,
        rules: &[FieldRule],
        scope: &mut Scope,
    ) -> (TotalAmount, bool) {
        match sum {
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
        }
    }
}

fn rule_of_column<'a>(rules: &'a [FieldRule], column: &str) -> Option<&'a FieldRule> {
    rules.iter().find(|rule| match &rule.kind {
        RuleKind::Value(value) => {
            matches!(&value.input, RuleInput::Column(own) if &*own.name == column)
                && value.reference.is_none()
                && value.shaping.convert.is_none()
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
