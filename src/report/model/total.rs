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
    /// Of the difference between loaded and ERP, what comes of breaks that people decided about; zero for none.
    #[serde(
        default,
        skip_serializing_if = "Decimal::is_zero",
        with = "encode::decimal"
    )]
    pub decided: Decimal,
    /// Whether it is worked out from others, as the balance of an account is from its debits and credits: where it differs, they
    /// do, and are counted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub derived: bool,
}

impl TotalReport {
    /// Whether it is a difference of its own that somebody has to explain.
    pub fn differs(&self) -> bool {
        !self.derived && !self.agrees() && !self.is_decided()
    }

    /// Whether it does not agree for breaks alone that people decided about. The ledger's own books must agree.
    pub fn is_decided(&self) -> bool {
        let open = self
            .difference()
            .and_then(|rest| rest.checked_sub(self.decided));
        !self.agrees()
            && self.books_agree()
            && open.is_some_and(|rest| rest.abs() <= self.tolerance.abs())
    }

    /// Whether source and ledger are equal.
    fn books_agree(&self) -> bool {
        self.unaccounted().is_some_and(|rest| rest.is_zero())
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
        let erp = self.erp.is_none()
            || (self.difference()).is_some_and(|rest| rest.abs() <= self.tolerance.abs());
        self.books_agree() && erp
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn total(loaded: i64, erp: i64, decided: i64) -> TotalReport {
        TotalReport {
            name: "Balance".to_owned(),
            group: String::new(),
            source: loaded.into(),
            skipped: Decimal::ZERO,
            rejected: Decimal::ZERO,
            refused: Decimal::ZERO,
            in_doubt: Decimal::ZERO,
            not_sent: Decimal::ZERO,
            loaded: loaded.into(),
            erp: Some(erp.into()),
            tolerance: Decimal::ONE,
            decided: decided.into(),
            derived: false,
        }
    }

    #[test]
    fn a_difference_that_decisions_explain_whole_is_nothing_to_explain_again() {
        let told = |total: TotalReport| (total.agrees(), total.is_decided(), total.differs());
        assert_eq!(told(total(100, 90, 0)), (false, false, true));
        assert_eq!(told(total(100, 90, -10)), (false, true, false));
        assert_eq!(told(total(100, 90, -9)), (false, true, false));
        assert_eq!(told(total(100, 90, -8)), (false, false, true));
        assert_eq!(told(total(100, 90, 10)), (false, false, true));
        // What agrees in spite of breaks that are decided about agrees.
        assert_eq!(told(total(100, 101, -10)), (true, false, false));
    }

    #[test]
    fn no_decision_about_the_erp_explains_what_the_ledger_lost() {
        let lost = TotalReport {
            source: 101.into(),
            ..total(100, 90, -10)
        };
        assert!(lost.differs() && !lost.is_decided());
    }
}
