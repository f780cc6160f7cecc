//! The closing equation: what was read is what became of it.

use std::fmt;

/// The counts of records that must add up: *read = skipped + rejected + loaded + refused +
/// in doubt + not yet sent*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Closing {
    /// Records read, those that could not be read included.
    pub read: u64,
    /// Skipped because `where` leaves them out.
    pub skipped_filtered: u64,
    /// Skipped because another record is the same.
    pub skipped_duplicate: u64,
    /// Skipped because the ERP holds them as they are.
    pub skipped_unchanged: u64,
    /// Rejected with findings.
    pub rejected: u64,
    /// Loaded.
    pub loaded: u64,
    /// Refused by the ERP.
    pub refused: u64,
    /// Sent, effect unknown.
    pub in_doubt: u64,
    /// Ready, not yet sent.
    pub not_sent: u64,
}

impl Closing {
    /// Records skipped, for whatever reason.
    pub fn skipped(&self) -> u64 {
        self.skipped_filtered
            .saturating_add(self.skipped_duplicate)
            .saturating_add(self.skipped_unchanged)
    }

    /// What is accounted for minus what was read; zero where the equation holds.
    pub fn difference(&self) -> i128 {
        let parts = [
            self.skipped_filtered,
            self.skipped_duplicate,
            self.skipped_unchanged,
            self.rejected,
            self.loaded,
            self.refused,
            self.in_doubt,
            self.not_sent,
        ];
        let accounted: i128 = parts.into_iter().map(i128::from).sum();
        accounted - i128::from(self.read)
    }

    /// True where every record read is accounted for, once.
    pub fn holds(&self) -> bool {
        self.difference() == 0
    }
}

/// The equation; where it does not hold, it says so and by how much.
impl fmt::Display for Closing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.holds() { "=" } else { "≠" };
        write!(
            f,
            "{} read {sign} {} skipped + {} rejected + {} loaded + {} refused + {} in doubt + {} not yet sent",
            Grouped(self.read.into()),
            Grouped(self.skipped().into()),
            Grouped(self.rejected.into()),
            Grouped(self.loaded.into()),
            Grouped(self.refused.into()),
            Grouped(self.in_doubt.into()),
            Grouped(self.not_sent.into()),
        )?;
        match self.difference() {
            0 => Ok(()),
            over if over > 0 => write!(f, " ({} too many)", Grouped(over.unsigned_abs())),
            under => write!(f, " ({} not accounted for)", Grouped(under.unsigned_abs())),
        }
    }
}

/// A count with a comma after every three digits.
struct Grouped(u128);

impl fmt::Display for Grouped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.to_string();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
