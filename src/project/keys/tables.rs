//! The keys of tables that landbridge.yaml names, and of rules that convert by them.

use super::fields::NUMBER;
use super::{Form, Key, KeyTable, Rest, key};
use crate::mapping::functions::Rounding;

/// One of `rates`.
pub static RATES: KeyTable = KeyTable {
    name: "rates-of-a-project",
    title: "One of `rates`",
    about: "A file of rates of exchange, read once before the first record, a million lines at the most: one unit of the \
            currency `from` is so many of the currency `to`, from a day on. Lines that say the same twice are one.",
    within: "rates:\n  treasury: { delimited: rates.csv, … }",
    keys: &[
        column(
            "from",
            "The column of the currency that is converted.",
            RATES_EXAMPLE,
        ),
        column(
            "to",
            "The column of the currency of the result.",
            RATES_EXAMPLE,
        ),
        column(
            "date",
            "The column of the day on which the rate comes into force.",
            RATES_EXAMPLE,
        ),
        column("rate", "The column of the rate.", RATES_EXAMPLE),
        key(
            "dates",
            Form::Texts,
            "The patterns of the column of days.",
            "from: From, to: To, date: Date, rate: Rate, dates: \"%d/%m/%Y\"",
        )
        .default("%Y-%m-%d"),
        key(
            "number",
            Form::Either(NUMBER),
            "The form of the column of rates.",
            "from: From, to: To, date: Date, rate: Rate, number: de",
        )
        .default("plain"),
    ],
    one_of: &[],
    rest: Rest::Source,
};

const RATES_EXAMPLE: &str = "from: From, to: To, date: Date, rate: Rate";

/// One of `units`.
pub static UNITS: KeyTable = KeyTable {
    name: "units-of-a-project",
    title: "One of `units`",
    about: "A file of units that the project knows: one `unit` is `factor` of the unit `of`, a [unit](#units-of-measure) or one \
            that things are counted in. They come before the units that need no table.",
    within: "units:\n  packing: { delimited: units.csv, … }",
    keys: &[
        column("unit", "The column of the unit.", UNITS_EXAMPLE),
        column(
            "of",
            "The column of the unit that it is so many of.",
            UNITS_EXAMPLE,
        ),
        column("factor", "The column of how many.", UNITS_EXAMPLE),
        key(
            "number",
            Form::Either(NUMBER),
            "The form of the column of factors.",
            "unit: Unit, of: Base, factor: Factor, number: de",
        )
        .default("plain"),
    ],
    one_of: &[],
    rest: Rest::Source,
};

const UNITS_EXAMPLE: &str = "unit: Unit, of: Base, factor: Factor";

const fn column(name: &'static str, about: &'static str, example: &'static str) -> Key {
    key(name, Form::Text, about, example).needed()
}

/// `convert` in a field rule.
pub(super) const CONVERT: Form = Form::Where("rates", &CONVERT_MONEY, &CONVERT_UNIT);

const fn decimals(example: &'static str) -> Key {
    key(
        "decimals",
        Form::Whole(0),
        "The decimals of the result, to 28.",
        example,
    )
}

const fn rounding(example: &'static str) -> Key {
    key(
        "rounding",
        Form::Word(|| Rounding::ALL.into_iter().map(Rounding::word).collect()),
        "What becomes of further digits: half of the last one goes away from zero (`half-up`), or to the even neighbour \
         (`half-even`).",
        example,
    )
    .default("half-up")
}

/// To another unit.
pub static CONVERT_UNIT: KeyTable = KeyTable {
    name: "convert-unit",
    title: "`convert` to another unit",
    about: "The amount in another unit of the same quantity, by exact factors: [the units](#units-of-measure). The unit that the \
            amount is in is stated (`from`), or stands in a column (`unit`).",
    within: "fields:\n  SupplierNumber: { from: Vendor ID }\n  Alias: { from: Vendor ID, convert: { … } }",
    keys: &[
        key(
            "from",
            Form::Text,
            "The unit of the amount.",
            "from: lb, to: kg",
        ),
        key(
            "unit",
            Form::Text,
            "The column of the unit.",
            "unit: Country, to: kg",
        )
        .fails("MAP-CONVERT"),
        key(
            "to",
            Form::Text,
            "The unit of the result.",
            "from: lb, to: kg",
        )
        .needed()
        .fails("MAPPING-CONVERT"),
        key(
            "units",
            Form::Text,
            "A table of `units` in landbridge.yaml.",
            "unit: Country, to: kg, units: packing",
        )
        .fails("MAPPING-CONVERT"),
        decimals("from: kg, to: lb, decimals: 3")
            .default("as many as the exact result has; where it has no end, a finding"),
        rounding("from: kg, to: lb, decimals: 3, rounding: half-even"),
    ],
    one_of: &["from", "unit"],
    rest: Rest::Nothing,
};

/// To another currency.
pub static CONVERT_MONEY: KeyTable = KeyTable {
    name: "convert-money",
    title: "`convert` to another currency",
    about: "The amount in another currency, by the rate in force on a day: that of the day itself, or the latest of so many days \
            before. No rate is turned around, and none is made of two others. The currency that the amount is in is \
            stated (`from`), or stands in a column (`currency`); where it is that of the result, the amount is only rounded.",
    within: "fields:\n  SupplierNumber: { from: Vendor ID }\n  Alias: { from: Vendor ID, convert: { … } }",
    keys: &[
        key(
            "rates",
            Form::Text,
            "A table of `rates` in landbridge.yaml.",
            "rates: treasury, currency: Country, to: USD, on: Vendor Name",
        )
        .needed()
        .fails("MAP-RATE MAPPING-CONVERT"),
        key(
            "from",
            Form::Text,
            "The currency of the amount.",
            "rates: treasury, from: EUR, to: USD, on: Vendor Name",
        ),
        key(
            "currency",
            Form::Text,
            "The column of the currency.",
            "rates: treasury, currency: Country, to: USD, on: Vendor Name",
        ),
        key(
            "to",
            Form::Text,
            "The currency of the result.",
            "rates: treasury, from: EUR, to: USD, on: Vendor Name",
        )
        .needed(),
        key(
            "on",
            Form::Text,
            "The column of the day whose rate counts.",
            "rates: treasury, from: EUR, to: USD, on: Vendor Name",
        )
        .needed(),
        key(
            "dates",
            Form::Texts,
            "The patterns of that column.",
            "rates: treasury, from: EUR, to: USD, on: Vendor Name, dates: \"%d/%m/%Y\"",
        )
        .default("%Y-%m-%d"),
        key(
            "days",
            Form::Whole(0),
            "So many days before, a rate is in force still.",
            "rates: treasury, from: EUR, to: USD, on: Vendor Name, days: 31",
        )
        .default("0"),
        decimals("rates: treasury, from: EUR, to: USD, on: Vendor Name, decimals: 4")
            .default("the currency's (ISO 4217); needed where it has none"),
        rounding("rates: treasury, from: EUR, to: USD, on: Vendor Name, rounding: half-even"),
    ],
    one_of: &["from", "currency"],
    rest: Rest::Nothing,
};
