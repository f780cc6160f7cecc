//! Rules over several values of a record, and what a record adds to rules over several.

use jiff::civil::Date;
use landbridge_contract::{Fields, Name, Record, Text, Value};
use rust_decimal::Decimal;

use super::frame::Frame;
use super::{Evaluator, RuleOutcome, sent};
use crate::diagnose::{Finding, Severity, Stage, codes, masked};
use crate::mapping::convert::{SEPARATOR, convert, plain_text};
use crate::mapping::mapped::Mapped;
use crate::mapping::rule_plan::{BalancePlan, PathPlan, ScreenPlan, SpanPlan, SumPlan};
use crate::mapping::trace::Watch;
use crate::schema::AttributeKind;

/// The path of a value that a rule cannot use, what was found, and what was expected.
type Misfit<'r> = (&'r PathPlan, String, String);

/// What the values at a path add up to.
enum Amount {
    /// There are none.
    Nothing,
    Sum(Decimal),
    /// A finding says already what is wrong with one of them.
    Failed,
    /// More than 28 digits, or a value that is no number.
    Unclear(String),
}

impl<W: Watch> Evaluator<'_, W> {
    /// Must come after all field rules of the record.
    pub(super) fn record_rules(
        &self,
        record: &Record,
        frame: &Frame<'_>,
        payload: &Fields,
        out: &mut Mapped,
    ) {
        let rules = &self.plan.record_rules;
        for rule in &rules.sums {
            self.sum(rule, record, frame, payload, out);
        }
        for rule in &rules.screens {
            self.screen(rule, record, frame, payload, out);
        }
        for (index, rule) in rules.balances.iter().enumerate() {
            match self.balance(rule, payload, out) {
                Ok(Some((group, amount))) => out.balances.push((index, group, amount)),
                Ok(None) => {}
                Err(found) => out.findings.push(said(
                    &codes::VAL_BALANCE,
                    (&rule.plus, rule.severity),
                    (found, rule.expected()),
                    record,
                    frame,
                )),
            }
        }
        for (index, rule) in rules.spans.iter().enumerate() {
            match self.span(rule, payload, out) {
                Ok(Some((group, first, last))) => out.spans.push((index, group, first, last)),
                Ok(None) => {}
                Err((path, found, expected)) => out.findings.push(said(
                    &codes::VAL_SPAN,
                    (path, rule.severity),
                    (found, expected),
                    record,
                    frame,
                )),
            }
        }
    }

    /// The group and the amount that a record adds to it; none where it adds nothing, or where what
    /// is wrong with its values is said already.
    fn balance(
        &self,
        rule: &BalancePlan,
        payload: &Fields,
        out: &Mapped,
    ) -> Result<Option<(Text, Decimal)>, String> {
        let plus = self.amount(&rule.plus, payload, out);
        let minus = rule
            .minus
            .as_ref()
            .map_or(Amount::Nothing, |minus| self.amount(minus, payload, out));
        match (plus, minus) {
            (Amount::Failed, _) | (_, Amount::Failed) | (Amount::Nothing, Amount::Nothing) => {
                Ok(None)
            }
            (Amount::Unclear(found), _) | (_, Amount::Unclear(found)) => Err(found),
            (plus, minus) => {
                let amount = plus.number().checked_sub(minus.number());
                let amount = amount.ok_or_else(|| TOO_LONG.to_owned())?;
                Ok(self
                    .group_of(&rule.by, payload)
                    .map(|group| (group, amount)))
            }
        }
    }

    /// The group and the days of a record; none where it has no days, or where what is wrong with
    /// its values is said already.
    fn span<'r>(
        &self,
        rule: &'r SpanPlan,
        payload: &Fields,
        out: &Mapped,
    ) -> Result<Option<(Text, Date, Date)>, Misfit<'r>> {
        if self.failed(&rule.from, out) || self.failed(&rule.to, out) {
            return Ok(None);
        }
        let day = |path: &'r PathPlan| match self.values(path, payload).pop() {
            None => Ok(None),
            Some(value) => date_of(value)
                .map(Some)
                .ok_or_else(|| (path, masked(value, path.personal), rule.expected())),
        };
        let (from, to) = (day(&rule.from)?, day(&rule.to)?);
        if from.is_none() && to.is_none() {
            return Ok(None);
        }
        let (first, last) = (from.unwrap_or(Date::MIN), to.unwrap_or(Date::MAX));
        if last < first {
            let found = if rule.is_personal() {
                masked(&Value::Date(first), true)
            } else {
                format!("{} {first}, {} {last}", rule.from.field, rule.to.field)
            };
            let expected = format!("{} that is not before {}", rule.to.field, rule.from.field);
            return Err((&rule.to, found, expected));
        }
        let group = self.group_of(&rule.by, payload);
        Ok(group.map(|group| (group, first, last)))
    }

    fn sum(
        &self,
        rule: &SumPlan,
        record: &Record,
        frame: &Frame<'_>,
        payload: &Fields,
        out: &mut Mapped,
    ) {
        let (sum, stated) = (
            self.amount(&rule.sum, payload, out),
            self.amount(&rule.equals, payload, out),
        );
        let found = match (sum, stated) {
            (Amount::Failed, _) | (_, Amount::Failed | Amount::Nothing) => return,
            (Amount::Unclear(found), _) | (_, Amount::Unclear(found)) => found,
            (sum, stated) => {
                let (sum, stated) = (sum.number(), stated.number());
                match sum.checked_sub(stated).map(|one| one.abs()) {
                    Some(difference) if difference <= rule.tolerance => return,
                    Some(_) if rule.sum.personal || rule.equals.personal => {
                        masked(&Value::Decimal(sum), true)
                    }
                    Some(difference) => format!(
                        "{} adds up to {sum}, {} is {stated}: {difference} {}",
                        rule.sum.field,
                        rule.equals.field,
                        if sum < stated {
                            "too little"
                        } else {
                            "too much"
                        }
                    ),
                    None => TOO_LONG.to_owned(),
                }
            }
        };
        let mut expected = format!("the sum of {} in {}", rule.sum.field, rule.equals.field);
        if !rule.tolerance.is_zero() {
            let give_or_take = format!(", give or take {}", rule.tolerance);
            expected.push_str(&give_or_take);
        }
        out.findings.push(said(
            &codes::VAL_SUM,
            (&rule.equals, rule.severity),
            (found, expected),
            record,
            frame,
        ));
    }

    fn screen(
        &self,
        rule: &ScreenPlan,
        record: &Record,
        frame: &Frame<'_>,
        payload: &Fields,
        out: &mut Mapped,
    ) {
        let (index, list_name) = &rule.list;
        let Some(list) = self.crosswalks.get(*index).copied().flatten() else {
            return;
        };
        let Some(value) = self.values(&rule.attribute, payload).pop() else {
            return;
        };
        let Some(like) = list.screen().like(&plain_text(value), rule.similarity) else {
            return;
        };
        let shown = masked(value, rule.attribute.personal);
        let found = if rule.attribute.personal {
            format!("{shown}, {} % like a name on the list", like.per_cent)
        } else {
            let why = list
                .get(like.name)
                .map_or(String::new(), |why| format!(" ({why})"));
            format!("{shown}, {} % like {}{why}", like.per_cent, like.name)
        };
        let expected = format!(
            "a name that is less than {} % like those of the list {list_name}; a person decides",
            rule.similarity
        );
        out.findings.push(said(
            &codes::VAL_SCREEN,
            (&rule.attribute, rule.severity),
            (found, expected),
            record,
            frame,
        ));
    }

    /// Whether a finding says already what is wrong with a value at a path.
    fn failed(&self, path: &PathPlan, out: &Mapped) -> bool {
        let own = self.outcomes.get(path.rule) == Some(&RuleOutcome::Failed);
        let inside =
            |finding: &Finding| finding.severity == Severity::Error && finding.field == path.field;
        own || out.findings.iter().any(inside)
    }

    fn amount(&self, path: &PathPlan, payload: &Fields, out: &Mapped) -> Amount {
        if self.failed(path, out) {
            return Amount::Failed;
        }
        let values = self.values(path, payload);
        if values.is_empty() {
            return Amount::Nothing;
        }
        let mut sum = Decimal::ZERO;
        for value in values {
            let Ok(Some(number)) =
                convert(value.clone(), AttributeKind::Number).map(|value| value.as_decimal())
            else {
                return Amount::Unclear(masked(value, path.personal));
            };
            match sum.checked_add(number) {
                Some(more) => sum = more,
                None => return Amount::Unclear(TOO_LONG.to_owned()),
            }
        }
        Amount::Sum(sum)
    }

    /// The values at a path that are not empty.
    fn values<'p>(&self, path: &PathPlan, payload: &'p Fields) -> Vec<&'p Value> {
        let mut found = Vec::new();
        if let Some(value) = sent(&self.outcomes, path.rule, payload) {
            collect(value, &path.inner, &mut found);
        }
        found
    }

    /// The values that tell groups apart, as one text; none where one of them failed.
    fn group_of(&self, by: &[PathPlan], payload: &Fields) -> Option<Text> {
        let mut text = Text::default();
        for (position, path) in by.iter().enumerate() {
            if self.outcomes.get(path.rule) == Some(&RuleOutcome::Failed) {
                return None;
            }
            if position > 0 {
                text.push(SEPARATOR);
            }
            if let Some(value) = self.values(path, payload).pop() {
                text.push_str(&plain_text(value));
            }
        }
        Some(text)
    }
}

const TOO_LONG: &str = "a sum of more than 28 digits";

impl Amount {
    fn number(&self) -> Decimal {
        match self {
            Self::Sum(sum) => *sum,
            Self::Nothing | Self::Failed | Self::Unclear(_) => Decimal::ZERO,
        }
    }
}

fn date_of(value: &Value) -> Option<Date> {
    match convert(value.clone(), AttributeKind::Date) {
        Ok(Value::Date(date)) => Some(date),
        _ => match value {
            Value::DateTime(moment) => Some(moment.date()),
            _ => None,
        },
    }
}

fn collect<'p>(value: &'p Value, inner: &[Name], found: &mut Vec<&'p Value>) {
    match (value, inner.split_first()) {
        (Value::List(items), _) => {
            for item in items {
                collect(item, inner, found);
            }
        }
        (Value::Record(fields), Some((name, rest))) => {
            for (_, value) in fields.iter().filter(|(own, _)| own == name) {
                collect(value, rest, found);
            }
        }
        (value, None) if !value.is_blank() => found.push(value),
        _ => {}
    }
}

fn said(
    code: &'static crate::diagnose::Code,
    (path, severity): (&PathPlan, Severity),
    (found, expected): (String, String),
    record: &Record,
    frame: &Frame<'_>,
) -> Finding {
    Finding {
        code,
        severity,
        stage: Stage::Validate,
        field: path.field.clone(),
        origin: frame.origin(record, path.slot),
        found,
        expected,
    }
}
