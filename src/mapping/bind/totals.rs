//! Binds control totals, and finds the attribute that each must agree with.

use landbridge_contract::Name;

use super::{Binder, path};
use crate::diagnose::{Diagnostic, codes};
use crate::mapping::explode::spread_personal;
use crate::mapping::functions::NumberForm;
use crate::mapping::model::{
    CheckedMapping, EachSource, FieldRule, Named, NestedRule, RuleInput, RuleKind, TotalInput,
    TotalRule, ValueRule,
};
use crate::mapping::plan::{TotalAmount, TotalGroup, TotalOver, TotalPlan};
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
    ) -> TotalPlan {
        let (over, levels) = match &total.each {
            Some(each) => self.total_over(each, mapping, scope),
            None => (TotalOver::Records, vec![Level::main(mapping)]),
        };
        let innermost = levels.last();
        let rules = innermost.map_or(&NO_RULES, |level| level.rules);
        let (amount, personal) = self.within(&over, None, scope, |binder, scope| {
            binder.amount_of(&total.sum, rules, scope)
        });
        let against = total.against.as_ref().map(|one| one.name.clone());
        let against = against.or_else(|| match &total.sum {
            TotalInput::Column(column, _) => innermost?.attribute_of(&column.name),
            TotalInput::Expression(_) => None,
        });
        let mut groups = Vec::new();
        let mut against_by: Vec<Name> = Vec::new();
        for (by, stated) in total.parts() {
            let (group, attribute) = self.group_of(by, total, (&over, &levels), scope);
            groups.push(group);
            let named = stated.map(|one| one.name.clone());
            let Some(attribute) = named.or(attribute) else {
                continue;
            };
            if self.personal_attributes.contains(&attribute) {
                self.grouped_by_personal(stated.unwrap_or(by), "attribute", &attribute);
            }
            against_by.push(attribute);
        }
        // Groups of which the ERP cannot make every part are compared as one.
        if against_by.len() < groups.len() {
            against_by.clear();
        }
        TotalPlan {
            name: total.name.clone(),
            against,
            groups,
            against_by,
            declared: total.declared.clone(),
            over,
            amount,
            ageing: total.ageing.as_ref().map(|rule| rule.ageing.clone()),
            personal,
        }
    }

    /// Where a part of a group's name comes from, and the attribute that holds it in the ERP.
    fn group_of(
        &mut self,
        by: &Named,
        total: &TotalRule,
        (over, levels): (&TotalOver, &[Level<'_>]),
        scope: &mut Scope,
    ) -> (TotalGroup, Option<Name>) {
        let innermost = |is_it: &dyn Fn(&FieldRule) -> bool| {
            let mut found = levels.iter().enumerate().rev();
            found.find_map(|(level, own)| Some((level, own.place_of(is_it)?)))
        };
        // A column belongs to the innermost records of which a rule reads it; one that no rule reads to the record itself. What
        // refers to a record makes groups by the record's key: the ERP's own ids are looked up.
        let reading = innermost(&|rule| reads(rule, &by.name).is_some());
        // What no rule reads may be what a rule works out.
        let making = || innermost(&|rule| makes(rule, &by.name));
        let made = if reading.is_none() { making() } else { None };
        let is_made = made.is_some();
        let (level, place) = reading.or(made).unzip();
        let level = level.unwrap_or(0);
        let slot = (!is_made).then(|| {
            self.within(over, Some(level), scope, |binder, scope| {
                binder.group_slot(by, scope)
            })
        });
        let (rule, attribute) = place.unzip();
        let aged = total.ageing.as_ref();
        if rule.is_none() && aged.is_some_and(|aged| aged.on.at == by.at) {
            self.aged_by_unread(by);
        }
        (TotalGroup { slot, level, rule }, attribute)
    }

    /// Works in the scope of a level of what is summed over; of the innermost where none is named.
    fn within<T>(
        &mut self,
        over: &TotalOver,
        level: Option<usize>,
        main: &mut Scope,
        work: impl FnOnce(&mut Self, &mut Scope) -> T,
    ) -> T {
        match over {
            TotalOver::Join(index) if level != Some(0) => {
                let of_join = self.joins.get_mut(*index).map(|(_, scope)| scope);
                let mut scope = of_join.map(std::mem::take).unwrap_or_default();
                let made = work(self, &mut scope);
                if let Some((_, place)) = self.joins.get_mut(*index) {
                    *place = scope;
                }
                made
            }
            TotalOver::Children(path) => {
                let mut scope = main;
                for child in path.iter().take(level.unwrap_or(path.len())) {
                    // The binder made these children itself.
                    match scope.child_mut(*child) {
                        Some(inner) => scope = inner,
                        None => return work(self, &mut Scope::default()),
                    }
                }
                work(self, scope)
            }
            TotalOver::Records | TotalOver::Join(_) => work(self, main),
        }
    }

    fn group_slot(&mut self, by: &Named, scope: &mut Scope) -> usize {
        if scope.is_personal(&by.name) {
            self.grouped_by_personal(by, "column", &by.name);
        }
        scope.slot(by, &mut self.out)
    }

    /// The names of groups stand in the ledger and in every report.
    fn grouped_by_personal(&mut self, by: &Named, what: &str, name: &Name) {
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

    /// The form of a date is that of the rule that reads it, and what is no date is said there.
    fn aged_by_unread(&mut self, on: &Named) {
        self.out.push(mistake(
            &codes::MAPPING_COLUMN,
            &on.at,
            format!("ages by \"{}\", which no rule reads alone", on.name),
            "a column that a rule carries over as a date: `DueDate: { from: …, date: … }`",
        ));
    }

    /// The nested records of a total: a rule's, by its path, sheet or attribute; those within nested ones by their attributes
    /// with points between; else a path. Gives the rules of each level as well, those of the records themselves first.
    fn total_over<'m>(
        &mut self,
        each: &Named,
        mapping: &'m CheckedMapping,
        scope: &mut Scope,
    ) -> (TotalOver, Vec<Level<'m>>) {
        let main = Level::main(mapping);
        let mut joins = 0;
        for (index, rule) in mapping.fields.iter().enumerate() {
            let RuleKind::Nested(nested) = &rule.kind else {
                continue;
            };
            let named = rule.attribute.name == each.name;
            match &nested.each {
                EachSource::Path(path) if named || path.name == each.name => {
                    let child = scope.child(&path.name);
                    let level = main.nested(index, rule, nested);
                    return (TotalOver::Children(vec![child]), vec![main, level]);
                }
                EachSource::Join { source, .. } => {
                    let sheet = source.options.text("sheet");
                    if named || sheet.as_deref() == Some(&*each.name) {
                        let level = main.nested(index, rule, nested);
                        return (TotalOver::Join(joins), vec![main, level]);
                    }
                    joins += 1;
                }
                EachSource::Path(_) => {}
            }
        }
        if let Some(found) = deeper(&each.name, &main, scope) {
            return found;
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
        let unread = Level {
            rules: &NO_RULES,
            prefix: String::new(),
            path: Vec::new(),
        };
        (TotalOver::Children(vec![child]), vec![main, unread])
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

/// The rule that carries a column's amounts over.
fn rule_of_column<'a>(rules: &'a [FieldRule], column: &str) -> Option<&'a FieldRule> {
    let mut rules = rules.iter();
    rules.find(|rule| reads(rule, column).is_some_and(|value| value.reference.is_none()))
}

/// The rule's value where it is the column's, in whatever form.
fn reads<'a>(rule: &'a FieldRule, column: &str) -> Option<&'a ValueRule> {
    match &rule.kind {
        RuleKind::Value(value) => {
            let is_own = matches!(&value.input, RuleInput::Column(own) if &*own.name == column);
            (is_own && value.shaping.convert.is_none()).then_some(value)
        }
        RuleKind::Nested(_) => None,
    }
}

/// Whether the rule works an attribute out by an expression.
fn makes(rule: &FieldRule, attribute: &str) -> bool {
    let is_expression = match &rule.kind {
        RuleKind::Value(value) => matches!(value.input, RuleInput::Expression(_)),
        RuleKind::Nested(_) => false,
    };
    is_expression && *rule.attribute.name == *attribute
}

/// The rules of one level of what is summed over.
struct Level<'m> {
    rules: &'m Vec<FieldRule>,
    /// The attribute of the records of this level, with those that it is nested in.
    prefix: String,
    /// Where the rules stand: an index into the rules of each level above.
    path: Vec<usize>,
}

impl<'m> Level<'m> {
    fn main(mapping: &'m CheckedMapping) -> Self {
        Self {
            rules: &mapping.fields,
            prefix: String::new(),
            path: Vec::new(),
        }
    }

    fn nested(&self, index: usize, rule: &FieldRule, nested: &'m NestedRule) -> Self {
        Self {
            rules: &nested.fields,
            prefix: path(&self.prefix, &rule.attribute.name).to_string(),
            path: [&*self.path, &[index]].concat(),
        }
    }

    /// The place of the first rule of this level that is meant, and its attribute.
    fn place_of(&self, is_it: impl Fn(&FieldRule) -> bool) -> Option<(Vec<usize>, Name)> {
        let mut rules = self.rules.iter().enumerate();
        let (index, rule) = rules.find(|(_, rule)| is_it(rule))?;
        let place = [&*self.path, &[index]].concat();
        Some((place, self.named(&rule.attribute.name)))
    }

    /// An attribute of this level with those that it is nested in.
    fn named(&self, attribute: &str) -> Name {
        Name::from(path(&self.prefix, attribute).as_str())
    }

    /// The attribute whose rule reads a column.
    fn attribute_of(&self, column: &str) -> Option<Name> {
        let rule = rule_of_column(self.rules, column)?;
        Some(self.named(&rule.attribute.name))
    }
}

/// Nested records within nested ones, by their attributes: `journalHeaders.journalLines`.
fn deeper<'m>(
    each: &str,
    main: &Level<'m>,
    scope: &mut Scope,
) -> Option<(TotalOver, Vec<Level<'m>>)> {
    let mut levels = vec![Level {
        rules: main.rules,
        prefix: String::new(),
        path: Vec::new(),
    }];
    let mut children = Vec::new();
    let mut scope = scope;
    for attribute in each.split('.') {
        let above = levels.last()?;
        let (index, rule) = above
            .rules
            .iter()
            .enumerate()
            .find(|(_, rule)| &*rule.attribute.name == attribute)?;
        let RuleKind::Nested(nested) = &rule.kind else {
            return None;
        };
        let EachSource::Path(from) = &nested.each else {
            return None;
        };
        let child = scope.child(&from.name);
        scope = scope.child_mut(child)?;
        children.push(child);
        let level = above.nested(index, rule, nested);
        levels.push(level);
    }
    Some((TotalOver::Children(children), levels))
}
