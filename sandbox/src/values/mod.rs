//! Lists of values that several objects share.

mod countries;
mod currencies;

pub(crate) use countries::COUNTRIES;
pub(crate) use currencies::CURRENCIES;
