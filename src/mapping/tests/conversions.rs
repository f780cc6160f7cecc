//! `convert`: amounts in another unit or another currency, exact and rounded once.

use insta::assert_snapshot;
use jiff::civil::date;
use landbridge_contract::{Text, Value};
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::{RUN, VENDORS, plan, show, text};
use crate::mapping::functions::UnitTable;
use crate::mapping::{Crosswalks, Mapped, Plan, Rates};

fn tables() -> Crosswalks {
    let mut all = super::crosswalks();
    let mut rates = Rates::default();
    for (from, day, rate, line) in [
        ("EUR", date(2019, 2, 1), "1.1448", 2),
        ("EUR", date(2019, 3, 1), "1.1366", 3),
        ("JOD", date(2019, 3, 1), "1.41044", 4),
        ("JOD", date(2019, 3, 1), "1.41043", 5),
    ] {
        let rate = Decimal::from_str_exact(rate).unwrap();
        assert!(rates.insert(from.into(), "USD".into(), day, rate, line));
    }
    rates.settle();
    all.tables.rates.insert("treasury".into(), rates);
    let mut units = UnitTable::default();
    units
        .insert("BAG".into(), "kg".into(), Decimal::from(50))
        .unwrap();
    all.tables.units.insert("packing".into(), units);
    all
}

fn map(plan: &Plan, values: &[(&str, Value)]) -> Mapped {
    let (layout, record) = VENDORS.record(plan.projection(), values);
    let tables = tables();
    let mut mapped = Mapped::default();
    plan.evaluator(&tables, RUN)
        .evaluate(&record, &layout, &[], &mut mapped);
    mapped
}

fn limit(convert: &str) -> Plan {
    plan(&format!(
        "fields:\n  SupplierNumber: {{ value: A }}\n  CreditLimit: {{ from: Limit, number: en, convert: {convert} }}\n"
    ))
}

const MONEY: &str =
    "{ rates: treasury, currency: Type, to: USD, on: Created, dates: \"%d/%m/%Y\", days: 31 }";

#[test]
fn money_is_converted_by_the_rate_in_force_and_rounded_to_the_currencys_digits() {
    let plan = limit(MONEY);
    let shown = |currency, day, amount| {
        show(&map(
            &plan,
            &[
                ("Type", text(currency)),
                ("Created", day),
                ("Limit", text(amount)),
            ],
        ))
    };
    assert_snapshot!(shown("EUR", text("28/02/2019"), "1,000.00"), @r#"Ready {"SupplierNumber":"A","CreditLimit":1144.80}"#);
    assert_snapshot!(shown("EUR", Value::Date(date(2019, 3, 1)), "0.01"), @r#"Ready {"SupplierNumber":"A","CreditLimit":0.01}"#);
    assert_snapshot!(shown("USD", text("01/01/1999"), "2.345"), @r#"Ready {"SupplierNumber":"A","CreditLimit":2.35}"#);
    assert_snapshot!(shown("EUR", text("28/02/2019"), ""), @r#"Ready {"SupplierNumber":"A"}"#);
}

#[test]
fn where_there_is_no_one_rate_the_finding_names_what_was_looked_for() {
    let plan = limit(MONEY);
    let shown = |currency, day| {
        show(&map(
            &plan,
            &[
                ("Type", text(currency)),
                ("Created", text(day)),
                ("Limit", text("100")),
            ],
        ))
    };
    assert_snapshot!(shown("EUR", "15/05/2019"), @r#"
    Rejected {"SupplierNumber":"A"}
    error map MAP-RATE CreditLimit at vendors.xlsx › Vendors!F17: found "100, EUR, 2019-05-15", expected one rate EUR to USD in `treasury` for 2019-05-15 or 31 days before; the latest before is of 2019-03-01
    "#);
    assert_snapshot!(shown("KES", "15/03/2019"), @r#"
    Rejected {"SupplierNumber":"A"}
    error map MAP-RATE CreditLimit at vendors.xlsx › Vendors!F17: found "100, KES, 2019-03-15", expected one rate KES to USD in `treasury` for 2019-03-15; it has none of KES to USD
    "#);
    assert_snapshot!(shown("JOD", "15/03/2019"), @r#"
    Rejected {"SupplierNumber":"A"}
    error map MAP-RATE CreditLimit at vendors.xlsx › Vendors!F17: found "100, JOD, 2019-03-15", expected one rate JOD to USD in `treasury` for 2019-03-15; its lines 4 and 5 state two for 2019-03-01
    "#);
    assert_snapshot!(shown("EURO", "15/03/2019"), @r#"
    Rejected {"SupplierNumber":"A"}
    error map MAP-RATE CreditLimit at vendors.xlsx › Vendors!F17: found "100, EURO", expected the code of a currency (ISO 4217)
    "#);
    assert_snapshot!(shown("EUR", "soon"), @r#"
    Rejected {"SupplierNumber":"A"}
    error map MAP-RATE CreditLimit at vendors.xlsx › Vendors!F17: found "100, EUR, soon", expected a date as %d/%m/%Y, whose rate counts
    "#);
}

#[test]
fn units_are_converted_by_exact_factors_and_those_of_the_project() {
    let shown = |convert: &str, unit, amount| {
        show(&map(
            &limit(convert),
            &[("Type", text(unit)), ("Limit", text(amount))],
        ))
    };
    assert_snapshot!(shown("{ from: lb, to: kg }", "", "150"), @r#"Ready {"SupplierNumber":"A","CreditLimit":68.0388555}"#);
    assert_snapshot!(shown("{ unit: Type, to: kg, units: packing }", "BAG", "2.5"), @r#"Ready {"SupplierNumber":"A","CreditLimit":125}"#);
    assert_snapshot!(shown("{ from: kg, to: lb, decimals: 3 }", "", "1"), @r#"Ready {"SupplierNumber":"A","CreditLimit":2.205}"#);
    assert_snapshot!(shown("{ from: kg, to: lb }", "", "1"), @r#"
    Rejected {"SupplierNumber":"A"}
    error map MAP-CONVERT CreditLimit at vendors.xlsx › Vendors!F17: found "1, kg", expected an amount that is exact in lb, or `decimals` in the rule
    "#);
    assert_snapshot!(shown("{ unit: Type, to: kg }", "km", "1"), @r#"
    Rejected {"SupplierNumber":"A"}
    error map MAP-CONVERT CreditLimit at vendors.xlsx › Vendors!F17: found "1, km", expected a unit of mass, to be kg
    "#);
    assert_snapshot!(shown("{ unit: Type, to: kg }", "", "1"), @r#"
    Rejected {"SupplierNumber":"A"}
    error map MAP-CONVERT CreditLimit at vendors.xlsx › Vendors!F17: found "1, nothing", expected a unit of mass, to be kg
    "#);
}

#[test]
fn of_a_personal_amount_neither_it_nor_its_rate_is_told() {
    let money = format!("{MONEY}, personal: true");
    let mapped = map(
        &limit(&money),
        &[
            ("Type", text("KES")),
            ("Created", text("15/03/2019")),
            ("Limit", text("100")),
        ],
    );
    assert_snapshot!(show(&mapped), @r#"
    Rejected {"SupplierNumber":"A"}
    error map MAP-RATE CreditLimit at vendors.xlsx › Vendors!F17: found ‹personal value, not shown›, expected a rate of exchange
    "#);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn an_amount_of_28_digits_loses_none_on_its_way_there_and_back(
        mantissa in -9_999_999_999_999_999_999_999_999_999_i128..=9_999_999_999_999_999_999_999_999_999,
        scale in 0_u32..=20
    ) {
        let amount = Decimal::from_i128_with_scale(mantissa, scale);
        let there = limit("{ from: km, to: m }");
        let back = limit("{ from: m, to: km }");
        let through = |plan: &Plan, amount: Decimal| {
            let mapped = map(plan, &[("Limit", Value::Text(Text::from(amount.to_string())))]);
            mapped.payload.iter().find(|(name, _)| &**name == "CreditLimit").map(|(_, value)| value.clone())
        };
        // What outgrows a decimal is a finding, never a digit less.
        if let Some(Value::Decimal(metres)) = through(&there, amount) {
            prop_assert_eq!(through(&back, metres), Some(Value::Decimal(amount)));
        }
    }
}
