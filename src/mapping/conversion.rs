//! `convert`: an amount in another unit or another currency.

use std::fmt::Write as _;
use std::sync::LazyLock;

use jiff::civil::Date;
use landbridge_contract::{Record, Text, Value};
use rust_decimal::Decimal;

use super::convert::plain_text;
use super::functions::{Unit, UnitTable, is_currency, plain_number, quotient};
use super::model::ConvertRule;
use super::rates::{NoRate, Rates};
use super::tables::Tables;
use crate::diagnose::{Code, codes};

/// How a value is converted, with its columns bound.
#[derive(Debug)]
pub(crate) struct BoundConvert {
    pub(crate) rule: ConvertRule,
    /// The slot of the unit or currency, where a column has it.
    pub(crate) code: Option<usize>,
    /// The slot of the day whose rate counts.
    pub(crate) day: Option<usize>,
}

/// Why a value cannot be converted.
#[derive(Debug)]
pub(crate) struct NotConverted {
    pub(crate) code: &'static Code,
    /// The value, with what it was looked up by.
    pub(crate) found: Value,
    pub(crate) expected: String,
    /// What is expected, without a word of the record's values.
    pub(crate) general: &'static str,
}

/// Stands in for a table that was not loaded.
static NO_RATES: LazyLock<Rates> = LazyLock::new(Rates::default);

impl BoundConvert {
    /// The value in the other unit or currency.
    pub(crate) fn apply(
        &self,
        value: Value,
        record: &Record,
        tables: &Tables,
    ) -> Result<Value, NotConverted> {
        let amount = match &value {
            Value::Integer(number) => Some(Decimal::from(*number)),
            Value::Decimal(number) => Some(*number),
            Value::Text(text) => plain_number(text.trim()),
            _ => None,
        };
        let Some(amount) = amount else {
            let general = "a number as 1234.56; other forms need `number`";
            return Err(NotConverted {
                code: &codes::MAP_NUMBER_FORMAT,
                found: value,
                expected: general.to_owned(),
                general,
            });
        };
        let from = match (&self.rule.from_stated, self.code) {
            (Some(stated), _) => Text::from(&**stated),
            (None, Some(slot)) => Text::from(plain_text(record.value(slot)).trim()),
            (None, None) => Text::default(),
        };
        let converted = match &self.rule.money {
            None => {
                let own = self.rule.table.as_ref();
                let own = own.and_then(|table| tables.units.get(&table.name));
                self.unit(amount, &from, own)
            }
            Some(_) => self.money(amount, &from, record, tables),
        };
        converted.map(Value::Decimal)
    }

    fn unit(
        &self,
        amount: Decimal,
        from: &Text,
        own: Option<&UnitTable>,
    ) -> Result<Decimal, NotConverted> {
        let to = &*self.rule.to;
        let failed = |expected: String| NotConverted {
            code: &codes::MAP_CONVERT,
            found: with(amount, &[from.as_str()]),
            expected,
            general: "an amount in a unit that can be converted",
        };
        let Some(target) = Unit::find(to, own) else {
            return Err(failed(format!("`{to}` among the units of the project")));
        };
        let Some(unit) = Unit::find(from, own).filter(|unit| unit.kind == target.kind) else {
            return Err(failed(format!("a unit of {}, to be {to}", target.kind)));
        };
        let [first, second] = unit.factors;
        let decimals = self.rule.decimals;
        let factors = [amount, first, second];
        quotient(&factors, &target.factors, decimals, self.rule.rounding).ok_or_else(|| {
            failed(match decimals {
                Some(_) => "an amount that does not outgrow 28 digits".to_owned(),
                None => format!("an amount that is exact in {to}, or `decimals` in the rule"),
            })
        })
    }

    fn money(
        &self,
        amount: Decimal,
        from: &Text,
        record: &Record,
        tables: &Tables,
    ) -> Result<Decimal, NotConverted> {
        let to = Text::from(&*self.rule.to);
        let table = self.rule.table.as_ref().map_or("", |table| &table.name);
        let failed = |found: Value, expected: String| NotConverted {
            code: &codes::MAP_RATE,
            found,
            expected,
            general: "a rate of exchange",
        };
        if !is_currency(from) {
            let found = with(amount, &[from.as_str()]);
            return Err(failed(
                found,
                "the code of a currency (ISO 4217)".to_owned(),
            ));
        }
        let stated = self.day.map_or(&Value::Null, |slot| record.value(slot));
        let Some(day) = self.day_of(stated) else {
            let found = with(amount, &[from.as_str(), &plain_text(stated)]);
            let expected = self
                .rule
                .money
                .as_ref()
                .map_or("", |one| one.dates.expected());
            return Err(failed(found, format!("{expected}, whose rate counts")));
        };
        let rates = tables.rates.get(table).unwrap_or(&NO_RATES);
        let days = self.rule.money.as_ref().map_or(0, |one| one.days);
        let rate = rates.find(from, &to, day, days).map_err(|why| {
            let found = with(amount, &[from.as_str(), &day.to_string()]);
            failed(found, looked_for(&why, (from, &to), (day, days), table))
        })?;
        let decimals = self.rule.decimals;
        quotient(&[amount, rate], &[], decimals, self.rule.rounding).ok_or_else(|| {
            let found = with(amount, &[from.as_str()]);
            failed(
                found,
                "an amount that does not outgrow 28 digits".to_owned(),
            )
        })
    }

    fn day_of(&self, stated: &Value) -> Option<Date> {
        let read = match stated {
            Value::Date(day) => return Some(*day),
            Value::DateTime(moment) => return Some(moment.date()),
            other if other.is_blank() => return None,
            other => self.rule.money.as_ref()?.dates.parse(&plain_text(other))?,
        };
        match read {
            Value::Date(day) => Some(day),
            Value::DateTime(moment) => Some(moment.date()),
            _ => None,
        }
    }
}

/// The amount, with what it was looked up by.
fn with(amount: Decimal, others: &[&str]) -> Value {
    let mut text = amount.to_string();
    for other in others {
        let other = if other.is_empty() { "nothing" } else { other };
        write!(text, ", {other}").expect("writing to memory does not fail");
    }
    Value::Text(Text::from(text))
}

fn looked_for(
    why: &NoRate,
    (from, to): (&Text, &Text),
    (day, days): (Date, u32),
    table: &str,
) -> String {
    let mut text = format!("one rate {from} to {to} in `{table}` for {day}");
    let more = match (why, days) {
        (NoRate::Two(day, first, second), _) => {
            format!("; its lines {first} and {second} state two for {day}")
        }
        (NoRate::Pair, _) => format!("; it has none of {from} to {to}"),
        (NoRate::Day(None), 0) => String::new(),
        (NoRate::Day(None), days) => format!(" or {days} days before; it has none so early"),
        (NoRate::Day(Some(latest)), 0) => format!("; the latest before is of {latest}"),
        (NoRate::Day(Some(latest)), days) => {
            format!(" or {days} days before; the latest before is of {latest}")
        }
    };
    text.push_str(&more);
    text
}
