//! The keys of calendars of accounting periods, and of rules that ask them.

use super::{Form, Key, KeyTable, Rest, key};

const MONTHS: &str = "months: \"{Mon}-{yy}\", first: 2019-01-01, last: 2019-12-31";

/// A calendar of months.
pub static CALENDAR_MONTHS: KeyTable = KeyTable {
    name: "calendar-of-months",
    title: "A calendar of months",
    about: "Each month from a day to another is an open period; no day beside them is in one.",
    within: "calendars:\n  fiscal: { … }",
    keys: &[
        key(
            "months",
            Form::Text,
            "How a month is called. `{Mon}` Jul, `{MON}` JUL, `{Month}` July, `{mm}` 07, `{yy}` and `{yyyy}` its own year, `{pp}` \
             its number in the fiscal year with two digits, `{fy}` and `{fyyy}` the fiscal year, called by the year in which it ends.",
            MONTHS,
        )
        .needed()
        .fails("MAPPING-CALENDAR"),
        key(
            "start",
            Form::Whole(0),
            "The month in which the fiscal year starts, 1 to 12.",
            "months: \"P{pp}-{fyyy}\", start: 7, first: 2018-07-01, last: 2019-06-30",
        )
        .default("1"),
        key("first", Form::Text, "The first day of the first open month.", MONTHS).needed(),
        key("last", Form::Text, "The last day of the last open month.", MONTHS).needed(),
    ],
    one_of: &[],
    rest: Rest::Nothing,
};

const FILE: &str = "period: Period, from: First, to: Last";

/// A calendar of a file.
pub static CALENDAR_FILE: KeyTable = KeyTable {
    name: "calendar-of-a-file",
    title: "A calendar of a file",
    about: "A file that lists periods of any length: weeks, 4-4-5, periods for adjustments. Where open periods share a day, that day \
            is a finding.",
    within: "calendars:\n  fiscal: { delimited: periods.csv, … }",
    keys: &[
        column("period", "The column of the period's name.", FILE).needed(),
        column("from", "The column of its first day.", FILE).needed(),
        column("to", "The column of its last day.", FILE).needed(),
        column(
            "state",
            "The column of its state.",
            "period: Period, from: First, to: Last, state: State, open: Open",
        )
        .default("all periods are open"),
        key(
            "open",
            Form::Texts,
            "The words of that column for an open period.",
            "period: Period, from: First, to: Last, state: State, open: [Open, O]",
        ),
        key(
            "dates",
            Form::Texts,
            "The patterns of the columns of days.",
            "period: Period, from: First, to: Last, dates: \"%d/%m/%Y\"",
        )
        .default("%Y-%m-%d"),
    ],
    one_of: &[],
    rest: Rest::Source,
};

const fn column(name: &'static str, about: &'static str, example: &'static str) -> Key {
    key(name, Form::Text, about, example)
}

/// The forms of `period`.
pub(super) const PERIOD_FORMS: &[Form] = &[Form::Text, Form::Block(&PERIOD)];

/// `period` in full.
pub static PERIOD: KeyTable = KeyTable {
    name: "period",
    title: "`period` in full",
    about: "The name of an open period, held against a day of the record.",
    within: "fields:\n  SupplierNumber: { from: Vendor ID }\n  Alias: { from: Vendor Name, period: { … } }",
    keys: &[
        key(
            "calendar",
            Form::Text,
            "A calendar of landbridge.yaml.",
            "calendar: fiscal, holds: Country",
        )
        .needed(),
        key(
            "holds",
            Form::Text,
            "The column of the day that the period must hold.",
            "calendar: fiscal, holds: Country",
        )
        .needed()
        .fails("MAP-PERIOD"),
        key(
            "dates",
            Form::Texts,
            "The patterns of that column.",
            "calendar: fiscal, holds: Country, dates: \"%d/%m/%Y\"",
        )
        .default("%Y-%m-%d"),
    ],
    one_of: &[],
    rest: Rest::Nothing,
};
