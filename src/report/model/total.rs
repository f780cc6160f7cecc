//! A control total in the three books: source, ledger, ERP.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{checked_sum, encode};

/// One control total of one group, in the three books. Counts are decimals without a scale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TotalReport {
    /// What is added up: `Open Balance`, `records`.
    pub name: String,
    /// The group, such as a currency; empty where there is only one.
    pub group: String,
    /// As the extracts have it.
    #[serde(with = "encode::decimal")]
    pub source: Decimal,
    /// Of this, in skipped records.
    #[serde(with = "encode::decimal")]
    pub skipped: Decimal,
    /// Of this, in rejected records.
    #[serde(with = "encode::decimal")]
    pub rejected: Decimal,
    /// Of this, in records that the ERP refused.
    #[serde(with = "encode::decimal")]
    pub refused: Decimal,
    /// Of this, in records in doubt.
    #[serde(with = "encode::decimal")]
    pub in_doubt: Decimal,
    /// Of this, in records not sent yet.
    #[serde(with = "encode::decimal")]
    pub not_sent: Decimal,
    /// Of this, in loaded records.
    #[serde(with = "encode::decimal")]
    pub loaded: Decimal,
    /// As the ERP has it for the loaded records; none where it was not read back.
    #[serde(with = "encode::maybe_decimal")]
    pub erp: Option<Decimal>,
    /// The difference between loaded and ERP that was agreed to; zero for none.
    #[serde(with = "encode::decimal")]
    pub tolerance: Decimal,
    /// Whether it is worked out from others, as the balance of an account is from its debits and credits: where it differs, they
    /// do, and are counted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub derived: bool,
}

impl TotalReport {
    /// Whether it is a difference of its own that somebody has to explain.
    pub fn differs(&self) -> bool {
        !self.derived && !self.agrees()
    }

    /// What the ledger accounts for; none where the sum has too many digits.
    pub fn accounted(&self) -> Option<Decimal> {
        checked_sum(&[
            self.skipped,
            self.rejected,
            self.refused,
            self.in_doubt,
            self.not_sent,
            self.loaded,
        ])
    }

    /// Source less what the ledger accounts for; zero where the two books agree.
    pub fn unaccounted(&self) -> Option<Decimal> {
        self.source.checked_sub(self.accounted()?)
    }

    /// ERP less loaded; none where the ERP was not read back.
    pub fn difference(&self) -> Option<Decimal> {
        self.erp?.checked_sub(self.loaded)
    }

    /// Whether source and ledger are equal, and ERP and ledger within the tolerance. What cannot
    /// be worked out does not agree; what was not read back is not held against it.
    pub fn agrees(&self) -> bool {
        let books = self.unaccounted().is_some_and(|rest| rest.is_zero());
        let erp = self.erp.is_none()
            || (self.difference()).is_some_and(|rest| rest.abs() <= self.tolerance.abs());
        books && erp
    }
}
