//! The tables of a project that mappings look values up in, beside its crosswalks.

use std::collections::BTreeMap;

use landbridge_contract::Name;

use super::calendar::Calendar;
use super::functions::UnitTable;
use super::rates::Rates;

/// The tables of a project by name.
#[derive(Debug, Clone, Default)]
pub struct Tables {
    /// Rates of exchange.
    pub rates: BTreeMap<Name, Rates>,
    /// Calendars of accounting periods.
    pub calendars: BTreeMap<Name, Calendar>,
    /// Units of measure.
    pub units: BTreeMap<Name, UnitTable>,
}
