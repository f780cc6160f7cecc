//! Control totals through the three books: the source, the ledger, the ERP.

use std::collections::BTreeMap;
use std::collections::btree_map;

use landbridge_contract::Name;
use rust_decimal::Decimal;

use super::Sum;

/// Which total: of an object, under its name, for one group.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TotalKey {
    /// The mapping's name.
    pub object: Name,
    /// The total's name.
    pub name: Name,
    /// The group, `EUR`; empty where the total is not grouped.
    pub group: Name,
}

/// Where a value is counted. Every value of the source is in [`Book::Read`] and in exactly one of
/// those that say what became of its record; the ERP's own are in [`Book::Erp`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Book {
    /// Read from the source.
    Read,
    /// Of records that were skipped.
    Skipped,
    /// Of records that were rejected.
    Rejected,
    /// Of records that the ERP refused.
    Refused,
    /// Of records of which it is not known whether the ERP holds them.
    InDoubt,
    /// Of records that are not yet sent.
    NotSent,
    /// Of records that the ERP said it holds.
    Loaded,
    /// Read back from the ERP.
    Erp,
}

/// One total in every book.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TotalLine {
    books: BTreeMap<Book, Sum>,
}

/// Whether the books agree about one total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Agreement {
    /// Count and sum are the same in all books.
    Agrees,
    /// What was read is not what became of it: a difference within Landbridge.
    SourceDiffers,
    /// What the ERP holds is not what was loaded.
    ErpDiffers,
    /// The ERP was not read back.
    NotReadBack,
}

/// All totals of a run. Sheets that were filled apart are merged; the order never shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TotalSheet {
    lines: BTreeMap<TotalKey, TotalLine>,
}

impl TotalSheet {
    /// Adds one value; none counts and adds nothing.
    pub fn post(&mut self, key: &TotalKey, book: Book, value: Option<Decimal>) {
        self.post_sum(key, book, &Sum::one(value));
    }

    /// Adds a sum that was taken elsewhere. A sum of no values says that the book was looked
    /// into: the ERP was read back and holds nothing.
    pub fn post_sum(&mut self, key: &TotalKey, book: Book, sum: &Sum) {
        if let Some(line) = self.lines.get_mut(key) {
            line.add(book, sum);
        } else {
            self.lines.entry(key.clone()).or_default().add(book, sum);
        }
    }

    /// Adds all of another sheet.
    pub fn merge(&mut self, other: &Self) {
        for (key, line) in &other.lines {
            for (book, sum) in &line.books {
                self.post_sum(key, *book, sum);
            }
        }
    }

    /// States that the ERP was read back: totals without a value there hold nothing there.
    pub fn read_back(&mut self, object: &str) {
        let of_object = self
            .lines
            .iter_mut()
            .filter(|(key, _)| &*key.object == object);
        for (_, line) in of_object {
            line.books.entry(Book::Erp).or_default();
        }
    }

    /// The totals in the order of object, name and group.
    pub fn lines(&self) -> btree_map::Iter<'_, TotalKey, TotalLine> {
        self.lines.iter()
    }

    /// One total.
    pub fn line(&self, key: &TotalKey) -> Option<&TotalLine> {
        self.lines.get(key)
    }

    /// The totals about which the books do not agree.
    pub fn differing(&self) -> impl Iterator<Item = (&TotalKey, &TotalLine)> {
        let differs = |line: &TotalLine| {
            matches!(
                line.agreement(),
                Agreement::SourceDiffers | Agreement::ErpDiffers
            )
        };
        self.lines.iter().filter(move |(_, line)| differs(line))
    }
}

impl TotalLine {
    /// Count and sum in one book.
    pub fn book(&self, book: Book) -> Sum {
        self.books.get(&book).cloned().unwrap_or_default()
    }

    /// What became of all that was read: the sum of skipped, rejected, refused, in doubt, not
    /// sent and loaded.
    pub fn accounted(&self) -> Sum {
        let mut sum = Sum::default();
        for book in [
            Book::Skipped,
            Book::Rejected,
            Book::Refused,
            Book::InDoubt,
            Book::NotSent,
            Book::Loaded,
        ] {
            sum.add(&self.book(book));
        }
        sum
    }

    /// What the ERP holds minus what was loaded: values and amount. The amount is none where it
    /// needs more than 28 digits, and both are where the ERP was not read back.
    pub fn difference(&self) -> Option<(i128, Option<Decimal>)> {
        let erp = self.books.get(&Book::Erp)?;
        Some(erp.minus(&self.book(Book::Loaded)))
    }

    /// What is accounted for minus what was read.
    pub fn unaccounted(&self) -> (i128, Option<Decimal>) {
        self.accounted().minus(&self.book(Book::Read))
    }

    /// Whether the books agree; exactly, without any tolerance.
    pub fn agreement(&self) -> Agreement {
        if !self.accounted().agrees_with(&self.book(Book::Read)) {
            return Agreement::SourceDiffers;
        }
        match self.books.get(&Book::Erp) {
            None => Agreement::NotReadBack,
            Some(erp) if erp.agrees_with(&self.book(Book::Loaded)) => Agreement::Agrees,
            Some(_) => Agreement::ErpDiffers,
        }
    }

    fn add(&mut self, book: Book, sum: &Sum) {
        self.books.entry(book).or_default().add(sum);
    }
}

#[cfg(test)]
mod tests;
